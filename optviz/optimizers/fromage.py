"""Fromage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Gt

from optviz.arrays import np
from optviz.optimizers.base import Eps, LearningRate, Optimizer, State, at, length

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Fromage(Optimizer):
    """Fromage: every step is as long as lr times the point's distance from the origin, which then shrinks.

        x <- (x - lr |x| / |g| g) / sqrt(1 + lr^2)

    (x, y) is one layer. Where |x| or |g| is 0, the factor |x| / |g| is 1, so that a run can leave the origin.

    Args: lr: step size, > 0, a number or a schedule.  min_norm: >= 0, the least that |x| and |g| count for
        (1e-6 in optax).  p_bound: > 0, how many times as far from the origin as its start x may be, and is put back
        to; no bound if left out.
    State: with p_bound, bound: (..., 1), else x alone.  Cost per step: one gradient.
    Raises: ParameterError where the rate is out of range.
    Reference: Bernstein et al. 2020, Algorithm 1, arXiv:2002.03432.  Same as pytorch_optimizer.Fromage, and
        as optax.fromage(min_norm=0).
    Libraries:
        optax.fromage: learning_rate = lr, min_norm
        pytorch_optimizer.Fromage: lr, p_bound
    """

    name: ClassVar[str] = "fromage"
    title: ClassVar[str] = "Fromage"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Bernstein et al. 2020, arXiv:2002.03432"

    lr: LearningRate = 1e-2
    min_norm: Eps = 0.0
    p_bound: Annotated[float | None, Gt(0)] = None

    def init(self, x: Array) -> State:
        """The state before step 1: how far x may go, if that is bounded."""
        return {"x": x} if self.p_bound is None else {"x": x, "bound": self.p_bound * length(x)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g = oracle.grad(x)
        far, steep = np.maximum(length(x), self.min_norm), np.maximum(length(g), self.min_norm)
        neither = (far == 0) | (steep == 0)
        ratio = np.where(neither, 1.0, far) / np.where(neither, 1.0, steep)
        x = (x - lr * ratio * g) / math.sqrt(1 + lr * lr)
        if self.p_bound is None:
            return {"x": x}
        far, bound = length(x), state["bound"]
        return {"x": np.where(far > bound, x * bound / np.where(far == 0, 1.0, far), x), "bound": bound}
