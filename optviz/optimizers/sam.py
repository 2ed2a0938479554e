"""Sharpness-aware minimization: gradients from the worst point nearby."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from annotated_types import Ge, Gt, Le

from optviz.arrays import Array, np
from optviz.optimizers.base import Eps, Optimizer, State, at, length
from optviz.optimizers.families import stages
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

    Args: inner: the method that steps.  rho: the distance, > 0, a number or a schedule.  sync_period: from 2 to 100,
        how many gradients make one of the inner method's: all but the last lead a distance rho further up each.
        adaptive: ASAM's way up, rho x^2 grad f / |x grad f|, longer where a coordinate is large.  perturb_eps: >= 0,
        added to the length that is divided by.
    State: the inner method's.  Cost per step: sync_period gradients for each of the inner method's.
    Raises: ParameterError where a number is out of range.
    Reference: Foret et al. 2021, equation 2 and Algorithm 1, arXiv:2010.01412.  Same as optax.contrib.sam with
        normalize() and sgd(rho) as the adversary, opaque mode.
    Libraries:
        optax.contrib.sam: optimizer = inner, adv_optimizer = rho, sync_period; reset_state: an ascent by normalize()
            and sgd(rho) remembers nothing; opaque_mode: true
        pytorch_optimizer.SAM: base_optimizer = inner, rho, adaptive, perturb_eps; use_gc: of matrices alone
    """

    name: ClassVar[str] = "sam"
    title: ClassVar[str] = "SAM"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Foret et al. 2021, arXiv:2010.01412"
    shown: ClassVar = (stages.SHARP_AND_FLAT, stages.VALLEY)

    inner: Optimizer = field(default_factory=SGD)
    rho: Annotated[Rate, Gt(0)] = 0.05
    sync_period: Annotated[int, Ge(2), Le(100)] = 2
    adaptive: bool = False
    perturb_eps: Eps = 0.0

    def questions(self) -> int:
        """sync_period for each of the inner optimizer's."""
        return self.sync_period * self.inner.questions()

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        ascended = cast("Oracle", _Ascended(oracle, self, at(self.rho, t)))
        return around(self.inner.step(inside(state), ascended, t))


class _Ascended:
    """An oracle that takes gradients a distance uphill of where it is asked, and all else as it is."""

    def __init__(self, oracle: Oracle, method: SAM, rho: float) -> None:
        self.oracle, self.method, self.rho = oracle, method, rho

    def __getattr__(self, name: str) -> Any:
        return getattr(self.oracle, name)

    def grad(self, points: Array) -> Array:
        """The gradient uphill of each point, (..., 2)."""
        there = points
        for _ in range(self.method.sync_period - 1):
            uphill = self.oracle.grad(there)
            scale = np.abs(there) if self.method.adaptive else 1.0
            slope = length(scale * uphill)
            divisor = np.where(slope == 0, 1.0, slope + self.method.perturb_eps)
            there = there + self.rho * scale * scale * uphill / divisor
        return self.oracle.grad(there)

    def of_run(self, run: int) -> Oracle:
        """The oracle of one run alone, which climbs as well."""
        return cast("Oracle", _Ascended(self.oracle.of_run(run), self.method, self.rho))
