"""AdaBound, and its form with a maximum, AMSBound."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Gt

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
    decayed,
    ema,
)

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class AdaBound(Optimizer):
    """AdaBound: Adam's step sizes within bounds that close in on those of gradient descent.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2          c_i = 1 - beta_i^t
        x <- x - size m,  size = lr sqrt(c2) / c1 / (sqrt(v) + eps), held between
        final_lr (1 - 1 / (gamma t + 1)) and final_lr (1 + 1 / (gamma t))

    Forms: adabound: as above.  amsbound: v_max in place of v, v_max <- max(v_max, v).
    Args: lr: first step size, > 0, a number or a schedule.  final_lr: > 0, a number or a schedule, gradient
        descent's step size in the end; the authors' code moves it with a scheduled lr in proportion.  beta1,
        beta2: decay rates in [0, 1).  gamma: > 0, how fast the bounds close.  eps: >= 0, beside the
        uncorrected root.  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay:
        x <- x - lr weight_decay x before the step instead.
    State: m, v, v_max: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Luo et al. 2019, Algorithms 2 and 3, arXiv:1902.09843; the bounds and corrections are those of
        the authors' code.  Same as pytorch_optimizer.AdaBound without the 1e-15 that it adds to v.
    Libraries:
        pytorch_optimizer.AdaBound: lr, final_lr, betas = (beta1, beta2), gamma, weight_decay,
            weight_decouple = decoupled_weight_decay, eps; ams_bound: form amsbound
    """

    name: ClassVar[str] = "adabound"
    title: ClassVar[str] = "AdaBound"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "plus"
    source: ClassVar[str] = "Luo et al. 2019, arXiv:1902.09843"
    memory: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")

    lr: LearningRate = 1e-3
    final_lr: LearningRate = 0.1
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    gamma: Annotated[float, Gt(0)] = 1e-3
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["adabound", "amsbound"] = "adabound"
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, rate, beta1, beta2 = state["x"], at(self.lr, t), at(self.beta1, t), at(self.beta2, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), rate, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        v_max = np.maximum(state["v_max"], v)
        root = np.sqrt(v_max if self.form == "amsbound" else v) + self.eps
        lr = rate * math.sqrt(bias_correction(beta2, t)) / bias_correction(beta1, t)
        return {"x": x - self._bounded(lr / root, t) * m, "m": m, "v": v, "v_max": v_max}

    def _bounded(self, size: Array, t: int) -> Array:
        final, closed = at(self.final_lr, t), self.gamma * t
        return np.clip(size, final * (1 - 1 / (closed + 1)), final * (1 + 1 / closed))
