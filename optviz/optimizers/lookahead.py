"""Lookahead: slow weights that follow an optimizer's fast ones from time to time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Gt, Le

from optviz.errors import ParameterError
from optviz.optimizers.adam import Adam
from optviz.optimizers.base import Optimizer, State, at
from optviz.optimizers.families.scipy import SciPyMethod
from optviz.optimizers.families.wrapper import Wrapper, around, inside
from optviz.schedules import Rate  # noqa: TC001  (annotations are evaluated)

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Lookahead(Wrapper):
    """Lookahead: every k steps of another method, go a part of the way to where it got, and let it go on there.

        x <- the inner method's step;   where k divides t:  slow <- slow + alpha (x - slow),  x <- slow

    Args: inner: the method that explores; what else it remembers outlasts the way back. One of SciPy's cannot be
        set back.  k: >= 1, its steps between two looks.  alpha: the part of the way, in (0, 1], a number or a
        schedule.  reset_state: after each look it begins anew, with all it remembers and its steps counted from 1.
    State: slow: (..., 2), recorded and drawn beside x; the inner method's own.  Cost per step: the inner
        method's.
    Raises: ParameterError where a number is out of range, or the inner method cannot be set back.
    Reference: Zhang et al. 2019, Algorithm 1, arXiv:1907.08610.  Same as optax.lookahead.
    Libraries:
        optax.lookahead: fast_optimizer = inner, sync_period = k, slow_step_size = alpha, reset_state
        pytorch_optimizer.Lookahead: optimizer = inner, k, alpha; pullback_momentum: of momentum alone, where
            reset_state sets back all that the inner method remembers
    """

    name: ClassVar[str] = "lookahead"
    title: ClassVar[str] = "Lookahead"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "triangle_right"
    source: ClassVar[str] = "Zhang et al. 2019, arXiv:1907.08610"
    memory: ClassVar[tuple[str, ...]] = ("slow",)
    recorded: ClassVar[tuple[str, ...]] = ("slow",)
    companions: ClassVar[tuple[str, ...]] = ("slow",)
    results: ClassVar[tuple[str, ...]] = ("slow",)

    inner: Optimizer = field(default_factory=Adam)
    k: Annotated[int, Ge(1)] = 5
    alpha: Annotated[Rate, Gt(0), Le(1)] = 0.5
    reset_state: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for each in self.inner.nested():
            if isinstance(each, SciPyMethod):
                raise ParameterError("inner", f"{each.name} plays a path of SciPy's and cannot be set back on its way")

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        count = (t - 1) % self.k + 1 if self.reset_state else t
        ahead, slow = self.inner.step(inside(state), oracle, count), state["slow"]
        if t % self.k == 0:
            slow = slow + at(self.alpha, t) * (ahead["x"] - slow)
            ahead = self.inner.init(slow) if self.reset_state else {**ahead, "x": slow}
        return around(ahead) | {"slow": slow}
