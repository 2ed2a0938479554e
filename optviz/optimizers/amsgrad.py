"""AMSGrad."""

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
class AMSGrad(Optimizer):
    """AMSGrad: Adam whose steps are divided by the largest mean square so far, so that they never grow again.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
        x <- x - lr m / c1 / (sqrt(v_max) / sqrt(c2) + eps),  v_max <- max(v_max, v),  c_i = 1 - beta_i^t

    Forms: torch: as above.  paper: no bias correction, c1 = c2 = 1, as in Reddi and in Ruder 2016.
        optax: the maximum is over v / c2, and sqrt(v_max) stands alone.  keras: eps beside the uncorrected root
        (the paper's eps-hat), x <- x - lr sqrt(c2) / c1 m / (sqrt(v_max) + eps).
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0,
        outside the root; the paper has none.  weight_decay: >= 0, adds weight_decay x to g.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.  eps_root: >= 0, inside the
        root.  bias_correction_mu, bias_correction_nu: without them c1 = 1, c2 = 1.
    State: m, v, v_max: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Reddi, Kale & Kumar 2018, Algorithm 2, arXiv:1904.09237.  Same as
        torch.optim.Adam(amsgrad=True).
    Libraries:
        torch.optim.Adam: lr, betas = (beta1, beta2), eps, weight_decay, decoupled_weight_decay; amsgrad: true
        torch.optim.AdamW (decoupled_weight_decay true): lr, betas = (beta1, beta2), eps, weight_decay; amsgrad: true
        optax.amsgrad (form optax): learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root, bias_correction_mu,
            bias_correction_nu
        keras.optimizers.Adam (form keras, decoupled_weight_decay true): learning_rate = lr, beta_1 = beta1,
            beta_2 = beta2, epsilon = eps, weight_decay; amsgrad: true
        keras.optimizers.AdamW (form keras, decoupled_weight_decay true): learning_rate = lr, beta_1 = beta1,
            beta_2 = beta2, epsilon = eps, weight_decay; amsgrad: true
    """

    name: ClassVar[str] = "amsgrad"
    title: ClassVar[str] = "AMSGrad"
    color: ClassVar[str] = "#6B8E00"
    marker: ClassVar[str] = "triangle_left"
    source: ClassVar[str] = "Reddi, Kale & Kumar 2018, arXiv:1904.09237"
    memory: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["torch", "paper", "optax", "keras"] = "torch"
    decoupled_weight_decay: bool = False
    eps_root: Eps = 0.0
    bias_correction_mu: bool = True
    bias_correction_nu: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, (c1, before, _) = state["x"], at(self.lr, t), self._corrections(t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, at(self.beta1, t))
        v = ema(state["v"], g * g, at(self.beta2, t))
        v_max = np.maximum(state["v_max"], v / before)
        return {"x": x - lr / c1 * m / self._root(v_max, t), "m": m, "v": v, "v_max": v_max}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the gradient, m / c1, and its scaling, lr over the root."""
        lr, (c1, _, _) = at(self.lr, t), self._corrections(t)
        shrinking = lr * at(self.weight_decay, t) if self.decoupled_weight_decay else None
        scaling = lr / self._root(after["v_max"], t)
        return averaged(before, after, at(self.beta1, t), after["m"] / c1, scaling, shrinking)

    def _root(self, v_max: Array, t: int) -> Array:
        _, _, c2 = self._corrections(t)
        if self.form == "keras":
            return (np.sqrt(v_max + self.eps_root) + self.eps) / math.sqrt(c2)
        return np.sqrt(v_max + c2 * self.eps_root) / math.sqrt(c2) + self.eps

    def _corrections(self, t: int) -> tuple[float, float, float]:
        """c1, and what v is divided by before and after the maximum."""
        c1 = bias_correction(at(self.beta1, t), t) if self.bias_correction_mu else 1.0
        c2 = bias_correction(at(self.beta2, t), t) if self.bias_correction_nu else 1.0
        if self.form == "paper":
            return 1.0, 1.0, 1.0
        return (c1, c2, 1.0) if self.form == "optax" else (c1, 1.0, c2)
