"""Adam, and its variant with decoupled weight decay."""

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
    at,
    bias_correction,
    decayed,
    ema,
)
from optviz.optimizers.families.anatomy import averaged

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle
    from optviz.trajectory import Part


@dataclass(frozen=True)
class _Adam(Optimizer):
    """What Adam and AdamW share: all but where the weight decay goes by default."""

    memory: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["torch", "keras"] = "torch"
    eps_root: Eps = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, weight_decay = state["x"], at(self.lr, t), at(self.weight_decay, t)
        g, x = decayed(oracle.grad(x), x, weight_decay, lr, decoupled=self._decoupled)
        m = ema(state["m"], g, at(self.beta1, t))
        v = ema(state["v"], g * g, at(self.beta2, t))
        rate, root = self._fraction(v, t)
        return {"x": x - rate * m / root, "m": m, "v": v}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the gradient, m_hat, and its scaling, lr / (sqrt(v_hat) + eps)."""
        beta1 = at(self.beta1, t)
        c1 = bias_correction(beta1, t)
        rate, root = self._fraction(after["v"], t)
        shrinking = at(self.lr, t) * at(self.weight_decay, t) if self._decoupled else None
        return averaged(before, after, beta1, after["m"] / c1, c1 * rate / root, shrinking)

    @property
    def _decoupled(self) -> bool:
        return True

    def _fraction(self, v: Array, t: int) -> tuple[float, Array]:
        """What m is multiplied by, and what it is divided by."""
        rate = at(self.lr, t) / bias_correction(at(self.beta1, t), t)
        square = bias_correction(at(self.beta2, t), t)
        correction = math.sqrt(square)
        if self.form == "keras":
            return rate * correction, np.sqrt(v + self.eps_root) + self.eps
        return rate, np.sqrt(v + square * self.eps_root) / correction + self.eps


@dataclass(frozen=True)
class Adam(_Adam):
    """Adam: per-coordinate steps from bias-corrected averages of the gradient and its square.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
        x <- x - lr m_hat / (sqrt(v_hat) + eps),  m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t)

    Forms: torch: as above.  keras: eps beside the uncorrected root (the paper's eps-hat),
        x <- x - lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps).
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0,
        outside the root.  weight_decay: >= 0, adds weight_decay x to g.  eps_root: >= 0, inside the root, beside
        v_hat; in form keras beside v.  decoupled_weight_decay: x <- x - lr weight_decay x before the step
        instead, which is AdamW.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980.  Same as torch.optim.Adam.
    Libraries:
        torch.optim.Adam: lr, betas = (beta1, beta2), eps, weight_decay, decoupled_weight_decay; amsgrad: optimizer
            amsgrad
        optax.adam: learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root; nesterov: optimizer nadam, form dozat
        keras.optimizers.Adam (form keras, decoupled_weight_decay true): learning_rate = lr, beta_1 = beta1,
            beta_2 = beta2, epsilon = eps, weight_decay; amsgrad: optimizer amsgrad, form keras
    """

    name: ClassVar[str] = "adam"
    title: ClassVar[str] = "Adam"
    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "cross"
    source: ClassVar[str] = "Kingma & Ba 2015, arXiv:1412.6980"

    decoupled_weight_decay: bool = False

    @property
    def _decoupled(self) -> bool:
        return self.decoupled_weight_decay


@dataclass(frozen=True)
class AdamW(_Adam):
    """AdamW: Adam with a weight decay that no gradient average ever sees.

        x <- x - lr weight_decay x, then Adam's step with the gradient from before

    Forms: torch, keras: as Adam's.
    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  beta1, beta2: decay rates in
        [0, 1).  eps: >= 0, outside the root.  weight_decay: >= 0.  eps_root: >= 0, inside the root, as Adam's.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101.  Same as torch.optim.AdamW.
    Libraries:
        torch.optim.AdamW: lr, betas = (beta1, beta2), eps, weight_decay; amsgrad: optimizer amsgrad
        optax.adamw: learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root, weight_decay; nesterov: optimizer nadam,
            form dozat
        keras.optimizers.AdamW (form keras): learning_rate = lr, beta_1 = beta1, beta_2 = beta2, epsilon = eps,
            weight_decay; amsgrad: optimizer amsgrad, form keras
    """

    name: ClassVar[str] = "adamw"
    title: ClassVar[str] = "AdamW"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Loshchilov & Hutter 2019, arXiv:1711.05101"

    weight_decay: Amount = 1e-2
