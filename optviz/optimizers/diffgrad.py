"""diffGrad."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import (
    Amount,
    Decay,
    Eps,
    LearningRate,
    Optimizer,
    State,
    at,
    bias_correction,
    ema,
    with_decay,
)

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class DiffGrad(Optimizer):
    """DiffGrad: Adam at half speed where the gradient stays, at full speed where it changes.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2          c_i = 1 - beta_i^t
        x <- x - lr sqrt(c2) / c1 friction m / (sqrt(v) + eps),  friction = 1 / (1 + exp(-|previous - g|))

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, beside
        the uncorrected root.  weight_decay: >= 0, adds weight_decay x to g.
    State: m, v, previous: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Dubey et al. 2020, equations 8 to 12, arXiv:1909.11015.  Same as pytorch_optimizer.DiffGrad
        without the 1e-15 that it adds to v.
    """

    name: ClassVar[str] = "diffgrad"
    title: ClassVar[str] = "diffGrad"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "cross"
    source: ClassVar[str] = "Dubey et al. 2020, arXiv:1909.11015"
    memory: ClassVar[tuple[str, ...]] = ("m", "v", "previous")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1, beta2 = state["x"], at(self.beta1, t), at(self.beta2, t)
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        friction = 1 / (1 + np.exp(-np.abs(state["previous"] - g)))
        lr = at(self.lr, t) * math.sqrt(bias_correction(beta2, t)) / bias_correction(beta1, t)
        return {"x": x - lr * friction * m / (np.sqrt(v) + self.eps), "m": m, "v": v, "previous": g}
