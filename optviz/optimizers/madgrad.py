"""MADGRAD."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, Eps, LearningRate, Optimizer, State, at, decayed, ema

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class MADGRAD(Optimizer):
    """MADGRAD: dual averaging, every step measured from the start, by the cube root of summed squares.

        weight = (lr + eps) sqrt(t)          s <- s + weight g          v <- v + weight g^2
        x <- momentum x + (1 - momentum) (x_1 - s / (cbrt(v) + eps)),  x_1 the start

    Args: lr: step size, > 0, a number or a schedule.  momentum: in [0, 1).  eps: >= 0, beside lr too.
        weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay: subtracts
        (lr + eps) weight_decay x from the new x instead.
    State: start, s, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Defazio & Jelassi 2022, Algorithm 1, arXiv:2101.11075; lr from the authors' code.  Same as
        pytorch_optimizer.MADGRAD; optax.contrib.madgrad 0.2 takes sqrt(t) in 32-bit floats.
    Libraries:
        optax.contrib.madgrad: learning_rate = lr, momentum, weight_decay, eps
        pytorch_optimizer.MADGRAD: lr, momentum, weight_decay, weight_decouple = decoupled_weight_decay, eps
    """

    name: ClassVar[str] = "madgrad"
    title: ClassVar[str] = "MADGRAD"
    color: ClassVar[str] = "#A6761D"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "Defazio & Jelassi 2022, arXiv:2101.11075"

    lr: LearningRate = 1e-2
    momentum: Decay = 0.9
    eps: Eps = 1e-6
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def init(self, x: Array) -> State:
        """The state before step 1, which remembers the start."""
        return {"x": x, "start": x, "s": np.zeros_like(x), "v": np.zeros_like(x)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, rate = state["x"], at(self.lr, t) + self.eps
        g, shrunk = decayed(oracle.grad(x), x, at(self.weight_decay, t), rate, decoupled=self.decoupled_weight_decay)
        weight = rate * math.sqrt(t)
        s = state["s"] + weight * g
        v = state["v"] + weight * (g * g)
        z = state["start"] - s / (np.cbrt(v) + self.eps)
        return {"x": ema(x, z, at(self.momentum, t)) + (shrunk - x), "start": state["start"], "s": s, "v": v}
