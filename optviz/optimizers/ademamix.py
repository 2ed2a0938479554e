"""AdEMAMix."""

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
class AdEMAMix(Optimizer):
    """AdEMAMix: Adam with a second, slow average of the gradient beside the fast one.

        m <- beta1 m + (1 - beta1) g      slow <- beta3 slow + (1 - beta3) g      v <- beta2 v + (1 - beta2) g^2
        x <- x - lr ((m_hat + alpha slow) / (sqrt(v_hat) + eps) + weight_decay x)
        m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t)

    The slow average is not corrected: it fills slowly. During the first t_alpha_beta3 steps alpha rises from
    0, and the slow average's memory -1 / log(beta) from that of beta1 to that of beta3, both in a line.

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2, beta3: decay rates in [0, 1).  alpha: >=
        0, the slow average's weight.  eps: >= 0, outside the root.  weight_decay: >= 0, decoupled, as
        published.  t_alpha_beta3: >= 0, the warm-up's steps; 0 for none.  eps_root: >= 0, inside the root.
        decoupled_weight_decay: without it weight_decay x is added to g.
    State: m, slow, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Pagliardini, Ablin & Grangier 2024, Algorithm 1, arXiv:2409.03137.  Same as
        optax.contrib.ademamix; the warm-up as in pytorch_optimizer.AdEMAMix.
    Libraries:
        optax.contrib.ademamix: learning_rate = lr, b1 = beta1, b2 = beta2, b3 = beta3, alpha, eps, eps_root,
            weight_decay
        pytorch_optimizer.AdEMAMix: lr, betas = (beta1, beta2, beta3), weight_decay,
            weight_decouple = decoupled_weight_decay, alpha, t_alpha_beta3, eps
    """

    name: ClassVar[str] = "ademamix"
    title: ClassVar[str] = "AdEMAMix"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "triangle_down"
    source: ClassVar[str] = "Pagliardini, Ablin & Grangier 2024, arXiv:2409.03137"
    memory: ClassVar[tuple[str, ...]] = ("m", "slow", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    beta3: Decay = 0.9999
    alpha: Amount = 5.0
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    t_alpha_beta3: Eps = 0.0
    eps_root: Eps = 0.0
    decoupled_weight_decay: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1, beta2, (alpha, beta3) = state["x"], at(self.beta1, t), at(self.beta2, t), self._warmed(t)
        weight_decay = at(self.weight_decay, t)
        g, outside = oracle.grad(x), weight_decay
        if not self.decoupled_weight_decay:
            g, outside = with_decay(g, x, weight_decay), 0.0
        m = ema(state["m"], g, beta1)
        slow = ema(state["slow"], g, beta3)
        v = ema(state["v"], g * g, beta2)
        c2 = bias_correction(beta2, t)
        root = np.sqrt(v + c2 * self.eps_root) / math.sqrt(c2) + self.eps
        u = (m / bias_correction(beta1, t) + alpha * slow) / root
        x = x - at(self.lr, t) * with_decay(u, x, outside)
        return {"x": x, "m": m, "slow": slow, "v": v}

    def _warmed(self, t: int) -> tuple[float, float]:
        """The alpha and beta3 of step t."""
        alpha, beta1, beta3 = at(self.alpha, t), at(self.beta1, t), at(self.beta3, t)
        if t >= self.t_alpha_beta3:
            return alpha, beta3
        share = t / self.t_alpha_beta3
        memory = (1 - share) * _memory(beta1) + share * _memory(beta3)
        return share * alpha, min(beta3, math.exp(-1 / memory) if memory else 0.0)


def _memory(decay: float) -> float:
    """The number of steps in which an average forgets all but 1/e of a gradient."""
    return -1 / math.log(decay) if decay else 0.0
