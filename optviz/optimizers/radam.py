"""RAdam."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

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
from optviz.optimizers.families import stages
from optviz.optimizers.families.rectified import Threshold, rectification

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class RAdam(Optimizer):
    """RAdam: Adam that walks by its average gradient alone until its mean square can be trusted.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2          c_i = 1 - beta_i^t
        rho_t = rho_inf - 2 t beta2^t / c2,  rho_inf = 2 / (1 - beta2) - 1
        r = sqrt((rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t))
        x <- x - lr m / c1 r sqrt(c2) / (sqrt(v) + eps)   if rho_t > threshold,   else x <- x - lr m / c1

    Forms: torch: as above.  optax: eps beside the corrected root, r / (sqrt(v / c2 + eps_root) + eps).
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, beside
        the uncorrected root.  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay:
        x <- x - lr weight_decay x before the step instead.  eps_root: >= 0, inside the root, beside v, or in
        form optax beside v / c2.  threshold: >= 4, the rho_t from which on v is trusted; the paper has 4.
        nesterov: in place of m / c1 the look-ahead beta1 m / (1 - beta1^(t+1)) + (1 - beta1) g / c1.
        degenerated_to_sgd: whether x moves, and decays, at all before v is trusted.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Liu et al. 2020, Algorithm 2, arXiv:1908.03265 (rho_t > 4 there).  Same as torch.optim.RAdam.
    Libraries:
        torch.optim.RAdam: lr, betas = (beta1, beta2), eps, weight_decay, decoupled_weight_decay
        optax.radam (form optax): learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root, threshold, nesterov
        pytorch_optimizer.RAdam (decoupled_weight_decay true): lr, betas = (beta1, beta2), weight_decay,
            n_sma_threshold = threshold, degenerated_to_sgd, eps; weight_decouple: without it nothing decays there
    """

    name: ClassVar[str] = "radam"
    title: ClassVar[str] = "RAdam"
    color: ClassVar[str] = "#00868B"
    marker: ClassVar[str] = "triangle_right"
    source: ClassVar[str] = "Liu et al. 2020, arXiv:1908.03265"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")
    shown: ClassVar = (stages.RUGGED, stages.PLAIN)

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False
    form: Literal["torch", "optax"] = "torch"
    eps_root: Eps = 0.0
    threshold: Threshold = 5.0
    nesterov: bool = False
    degenerated_to_sgd: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1, beta2 = state["x"], at(self.lr, t), at(self.beta1, t), at(self.beta2, t)
        weight_decay = 0.0 if self._rests(t) else at(self.weight_decay, t)
        g, x = decayed(oracle.grad(x), x, weight_decay, lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        stride = (ahead(m, g, beta1, t) if self.nesterov else m / bias_correction(beta1, t)) * lr
        return {"x": x - stride * self._scale(v, beta2, t), "m": m, "v": v}

    def _rests(self, t: int) -> bool:
        """Whether x waits until v can be trusted."""
        return not self.degenerated_to_sgd and rectification(at(self.beta2, t), t, self.threshold) is None

    def _scale(self, v: Array, beta2: float, t: int) -> Array | float:
        """r sqrt(c2) / (sqrt(v) + eps), or 1 as long as v says too little."""
        r = rectification(beta2, t, self.threshold)
        if r is None:
            return 0.0 if self._rests(t) else 1.0
        c2 = bias_correction(beta2, t)
        if self.form == "optax":
            return r / (np.sqrt(v / c2 + self.eps_root) + self.eps)
        return math.sqrt(c2) / (np.sqrt(v + self.eps_root) + self.eps) * r
