"""Fromage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import LearningRate, Optimizer, State, at, length

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Fromage(Optimizer):
    """Fromage: every step is as long as lr times the point's distance from the origin, which then shrinks.

        x <- (x - lr |x| / |g| g) / sqrt(1 + lr^2)

    (x, y) is one layer. Where |x| or |g| is 0, the factor |x| / |g| is 1, so that a run can leave the origin.

    Args: lr: step size, > 0, a number or a schedule.
    State: x alone.  Cost per step: one gradient.
    Raises: ParameterError where the rate is out of range.
    Reference: Bernstein et al. 2020, Algorithm 1, arXiv:2002.03432.  Same as pytorch_optimizer.Fromage, and
        as optax.fromage(min_norm=0).
    """

    name: ClassVar[str] = "fromage"
    title: ClassVar[str] = "Fromage"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Bernstein et al. 2020, arXiv:2002.03432"

    lr: LearningRate = 1e-2

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g = oracle.grad(x)
        far, steep = length(x), length(g)
        neither = (far == 0) | (steep == 0)
        ratio = np.where(neither, 1.0, far) / np.where(neither, 1.0, steep)
        return {"x": (x - lr * ratio * g) / math.sqrt(1 + lr * lr)}
