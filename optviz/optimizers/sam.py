"""Sharpness-aware minimization: gradients from the worst point nearby."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from annotated_types import Gt

from optviz.arrays import Array, np
from optviz.optimizers.base import Optimizer, State, at, length
from optviz.optimizers.families.wrapper import Wrapper, around, inside
from optviz.optimizers.sgd import SGD
from optviz.schedules import Rate  # noqa: TC001  (annotations are evaluated)

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class SAM(Wrapper):
    """SAM: another method's step, with the gradient from where the surface rises most within a small distance.

        every gradient the inner method asks for:  g(x) = grad f(x + rho grad f(x) / |grad f(x)|)

    Where the gradient is zero there is no way up, and g is zero. (x, y) is one layer.

    Args: inner: the method that steps.  rho: the distance, > 0, a number or a schedule.
    State: the inner method's.  Cost per step: two gradients for each of the inner method's.
    Raises: ParameterError where a number is out of range.
    Reference: Foret et al. 2021, equation 2 and Algorithm 1, arXiv:2010.01412.  Same as optax.contrib.sam with
        normalize() and sgd(rho) as the adversary, opaque mode.
    """

    name: ClassVar[str] = "sam"
    title: ClassVar[str] = "SAM"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Foret et al. 2021, arXiv:2010.01412"

    inner: Optimizer = field(default_factory=SGD)
    rho: Annotated[Rate, Gt(0)] = 0.05

    def questions(self) -> int:
        """Two for each of the inner optimizer's."""
        return 2 * self.inner.questions()

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        ascended = cast("Oracle", _Ascended(oracle, at(self.rho, t)))
        return around(self.inner.step(inside(state), ascended, t))


class _Ascended:
    """An oracle that takes gradients a distance uphill of where it is asked, and all else as it is."""

    def __init__(self, oracle: Oracle, rho: float) -> None:
        self.oracle, self.rho = oracle, rho

    def __getattr__(self, name: str) -> Any:
        return getattr(self.oracle, name)

    def grad(self, points: Array) -> Array:
        """The gradient uphill of each point, (..., 2)."""
        uphill = self.oracle.grad(points)
        slope = length(uphill)
        return self.oracle.grad(points + self.rho * uphill / np.where(slope == 0, 1.0, slope))

    def of_run(self, run: int) -> Oracle:
        """The oracle of one run alone, which climbs as well."""
        return cast("Oracle", _Ascended(self.oracle.of_run(run), self.rho))
