"""Adan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, Eps, LearningRate, Optimizer, State, at, bias_correction, ema

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Adan(Optimizer):
    """Adan: Nesterov's momentum by gradients at x alone, from how the gradient has changed.

        change = g - previous, 0 at step 1          m <- beta1 m + (1 - beta1) g
        v <- beta2 v + (1 - beta2) change           n <- beta3 n + (1 - beta3) (g + beta2 change)^2
        x <- (x - lr (m_hat + beta2 v_hat) / (sqrt(n_hat) + eps)) / (1 + lr weight_decay)
        m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t),  n_hat = n / (1 - beta3^t)

    The betas are what averages keep; the paper writes 1 - beta. optax.adan 0.2 has 1 - beta2 where beta2
    stands, against the paper and the authors' code.

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2, beta3: decay rates in [0, 1).  eps: >= 0,
        outside the root.  weight_decay: >= 0, decoupled and proximal, as published.
    State: m, v, n, previous: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Xie et al. 2022, Algorithm 1, arXiv:2208.06677.  Same as pytorch_optimizer.Adan.
    """

    name: ClassVar[str] = "adan"
    title: ClassVar[str] = "Adan"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "diamond"
    source: ClassVar[str] = "Xie et al. 2022, arXiv:2208.06677"
    memory: ClassVar[tuple[str, ...]] = ("m", "v", "n", "previous")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.98
    beta2: Decay = 0.92
    beta3: Decay = 0.99
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        beta1, beta2, beta3 = at(self.beta1, t), at(self.beta2, t), at(self.beta3, t)
        g = oracle.grad(x)
        change = g - (state["previous"] if t > 1 else g)
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], change, beta2)
        n = ema(state["n"], (g + beta2 * change) ** 2, beta3)
        ahead = m / bias_correction(beta1, t) + beta2 / bias_correction(beta2, t) * v
        root = np.sqrt(n) / math.sqrt(bias_correction(beta3, t)) + self.eps
        x = (x - lr * ahead / root) / (1 + lr * at(self.weight_decay, t))
        return {"x": x, "m": m, "v": v, "n": n, "previous": g}
