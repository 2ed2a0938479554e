"""Adan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

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

    Forms: authors: as above, the authors' code.  paper: Algorithm 1 as printed, without corrections: m and n start at
        the first g and g^2, and m, v and n stand in place of m_hat, v_hat and n_hat.
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2, beta3: decay rates in [0, 1).  eps: >= 0,
        outside the root.  weight_decay: >= 0, decoupled and proximal, as published.  no_prox: decoupled as AdamW's
        instead, x <- (1 - lr weight_decay) x before the step.  eps_root: >= 0, inside the root.
    State: m, v, n, previous: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Xie et al. 2022, Algorithm 1, arXiv:2208.06677, by default as in the authors' code.  Same as
        pytorch_optimizer.Adan.
    Libraries:
        pytorch_optimizer.Adan: lr, betas = (beta1, beta2, beta3), weight_decay, weight_decouple = no_prox, eps;
            max_grad_norm: gradient.clip
        optax.adan: another rule: 1 - b2 stands where the paper and the authors' code have b2
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
    form: Literal["authors", "paper"] = "authors"
    no_prox: bool = False
    eps_root: Eps = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        beta1, beta2, beta3 = at(self.beta1, t), at(self.beta2, t), at(self.beta3, t)
        g = oracle.grad(x)
        change = g - (state["previous"] if t > 1 else g)
        starts = t == 1 and self.form == "paper"
        m = g if starts else ema(state["m"], g, beta1)
        v = ema(state["v"], change, beta2)
        n = g * g if starts else ema(state["n"], (g + beta2 * change) ** 2, beta3)
        c1, c2, c3 = self._corrections(t)
        ahead = m / c1 + beta2 / c2 * v
        root = np.sqrt(n + c3 * self.eps_root) / math.sqrt(c3) + self.eps
        decay = lr * at(self.weight_decay, t)
        x = (1 - decay) * x - lr * ahead / root if self.no_prox else (x - lr * ahead / root) / (1 + decay)
        return {"x": x, "m": m, "v": v, "n": n, "previous": g}

    def _corrections(self, t: int) -> tuple[float, float, float]:
        if self.form == "paper":
            return 1.0, 1.0, 1.0
        beta1, beta2, beta3 = at(self.beta1, t), at(self.beta2, t), at(self.beta3, t)
        return bias_correction(beta1, t), bias_correction(beta2, t), bias_correction(beta3, t)
