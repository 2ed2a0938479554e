"""AdaBelief."""

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
class AdaBelief(Optimizer):
    """AdaBelief: Adam that trusts a gradient as far as it was expected.

        m <- beta1 m + (1 - beta1) g          s <- beta2 s + (1 - beta2) (g - m)^2 + eps
        x <- x - lr m_hat / (sqrt(s_hat) + eps),  m_hat = m / (1 - beta1^t),  s_hat = s / (1 - beta2^t)

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, inside
        the root and outside, optax's eps_root and eps.  weight_decay: >= 0, adds weight_decay x to g.
    State: m, s: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Zhuang et al. 2020, Algorithm 2, arXiv:2010.07468.  Same as optax.adabelief.
    """

    name: ClassVar[str] = "adabelief"
    title: ClassVar[str] = "AdaBelief"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Zhuang et al. 2020, arXiv:2010.07468"
    memory: ClassVar[tuple[str, ...]] = ("m", "s")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-16
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1, beta2 = state["x"], at(self.beta1, t), at(self.beta2, t)
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        m = ema(state["m"], g, beta1)
        s = ema(state["s"], (g - m) ** 2, beta2) + self.eps
        root = np.sqrt(s) / math.sqrt(bias_correction(beta2, t)) + self.eps
        return {"x": x - at(self.lr, t) / bias_correction(beta1, t) * m / root, "m": m, "s": s}
