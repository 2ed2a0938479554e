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
    ema,
    with_decay,
)
from optviz.optimizers.families.anatomy import averaged
from optviz.trajectory import Part

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam: per-coordinate steps from bias-corrected averages of the gradient and its square.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
        x <- x - lr m_hat / (sqrt(v_hat) + eps),  m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t)

    Forms: torch: as above.  keras: eps beside the uncorrected root (the paper's eps-hat),
        x <- x - lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps).
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0,
        outside the root.  weight_decay: >= 0, adds weight_decay x to g.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980.  Same as torch.optim.Adam.
    """

    name: ClassVar[str] = "adam"
    title: ClassVar[str] = "Adam"
    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "cross"
    source: ClassVar[str] = "Kingma & Ba 2015, arXiv:1412.6980"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["torch", "keras"] = "torch"

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x = state["x"]
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        m = ema(state["m"], g, at(self.beta1, t))
        v = ema(state["v"], g * g, at(self.beta2, t))
        rate, root = self._fraction(v, t)
        return {"x": x - rate * m / root, "m": m, "v": v}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The gradient, m_hat, and its scaling, lr / (sqrt(v_hat) + eps)."""
        beta1 = at(self.beta1, t)
        c1 = bias_correction(beta1, t)
        rate, root = self._fraction(after["v"], t)
        return averaged(before, after, beta1, after["m"] / c1, c1 * rate / root)

    def _fraction(self, v: Array, t: int) -> tuple[float, Array]:
        """What m is multiplied by, and what it is divided by."""
        rate = at(self.lr, t) / bias_correction(at(self.beta1, t), t)
        correction = math.sqrt(bias_correction(at(self.beta2, t), t))
        if self.form == "keras":
            return rate * correction, np.sqrt(v) + self.eps
        return rate, np.sqrt(v) / correction + self.eps


@dataclass(frozen=True)
class AdamW(Optimizer):
    """AdamW: Adam with a weight decay that no gradient average ever sees.

        x <- x - lr weight_decay x, then Adam's step with the gradient from before

    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  beta1, beta2: decay rates in
        [0, 1).  eps: >= 0, outside the root.  weight_decay: >= 0.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101.  Same as torch.optim.AdamW.
    """

    name: ClassVar[str] = "adamw"
    title: ClassVar[str] = "AdamW"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Loshchilov & Hutter 2019, arXiv:1711.05101"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 1e-2

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        beta1, lr = at(self.beta1, t), at(self.lr, t)
        g = oracle.grad(state["x"])
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, at(self.beta2, t))
        x = (1 - lr * at(self.weight_decay, t)) * state["x"]
        return {"x": x - lr / bias_correction(beta1, t) * m / self._root(v, t), "m": m, "v": v}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The weight decay; then Adam's parts, the scaled m_hat from where the decay has led."""
        beta1, lr = at(self.beta1, t), at(self.lr, t)
        decay = Part("decay", "weight decay", before["x"], -lr * at(self.weight_decay, t) * before["x"])
        average, scaling = after["m"] / bias_correction(beta1, t), lr / self._root(after["v"], t)
        return decay, *averaged(before, after, beta1, average, scaling, decay.tip)

    def _root(self, v: Array, t: int) -> Array:
        return np.sqrt(v) / math.sqrt(bias_correction(at(self.beta2, t), t)) + self.eps
