"""AdaBelief."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge

from optviz.arrays import np
from optviz.optimizers.base import (
    Amount,
    Decay,
    Eps,
    LearningRate,
    Optimizer,
    State,
    ahead,
    at,
    bias_correction,
    decayed,
    ema,
)
from optviz.optimizers.families.rectified import Threshold, rectification

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    """AdaBelief: Adam that trusts a gradient as far as it was expected.

        m <- beta1 m + (1 - beta1) g          s <- beta2 s + (1 - beta2) (g - m)^2 + eps_root
        x <- x - lr m_hat / (sqrt(s_hat) + eps),  m_hat = m / (1 - beta1^t),  s_hat = s / (1 - beta2^t)

    The authors' package has decoupled_weight_decay and rectify on by default.

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, outside
        the root.  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay: x <- x - lr weight_decay x
        before the step instead.  eps_root: >= 0, added to s at every step; eps if left out.  amsgrad: s_max in
        place of s under the root, s_max <- max(s_max, s).  nesterov: in place of m_hat the look-ahead
        beta1 m / (1 - beta1^(t+1)) + (1 - beta1) g / (1 - beta1^t).  rectify: RAdam's factor r sqrt(1 - beta2^t)
        / (sqrt(s) + eps) in place of 1 / (sqrt(s_hat) + eps) where its rho_t > threshold, and 1 before.
        threshold: >= 4, as RAdam's.  degenerated_to_sgd: with rectify, whether x moves before.
    State: m, s, s_max: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Zhuang et al. 2020, Algorithm 2, arXiv:2010.07468.  Same as optax.adabelief.
    Libraries:
        optax.adabelief: learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root, nesterov
        pytorch_optimizer.AdaBelief: lr, betas = (beta1, beta2), weight_decay, weight_decouple = decoupled_weight_decay,
            rectify, n_sma_threshold = threshold, degenerated_to_sgd, ams_bound = amsgrad, eps
        adabelief_pytorch.AdaBelief: lr, betas = (beta1, beta2), eps, weight_decay, amsgrad,
            weight_decouple = decoupled_weight_decay, rectify, degenerated_to_sgd
    """

    name: ClassVar[str] = "adabelief"
    title: ClassVar[str] = "AdaBelief"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Zhuang et al. 2020, arXiv:2010.07468"
    memory: ClassVar[tuple[str, ...]] = ("m", "s", "s_max")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-16
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False
    eps_root: Annotated[float | None, Ge(0)] = None
    amsgrad: bool = False
    nesterov: bool = False
    rectify: bool = False
    threshold: Threshold = 5.0
    degenerated_to_sgd: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1 = state["x"], at(self.lr, t), at(self.beta1, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        s = ema(state["s"], (g - m) ** 2, at(self.beta2, t)) + (self.eps if self.eps_root is None else self.eps_root)
        s_max = np.maximum(state["s_max"], s) if self.amsgrad else s
        push = lr * ahead(m, g, beta1, t) if self.nesterov else lr / bias_correction(beta1, t) * m
        return {"x": x - self._scaled(push, np.sqrt(s_max), t), "m": m, "s": s, "s_max": s_max}

    def _scaled(self, push: Array, root: Array, t: int) -> Array:
        """What is subtracted from x: a push as long as s can be trusted, over its root."""
        beta2 = at(self.beta2, t)
        correction = math.sqrt(bias_correction(beta2, t))
        if not self.rectify:
            return push / (root / correction + self.eps)
        r = rectification(beta2, t, self.threshold)
        if r is None:
            return push if self.degenerated_to_sgd else 0 * push
        return push * (r * correction) / (root + self.eps)
