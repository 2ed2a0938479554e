"""Layer-wise methods: the step's length follows a layer's own, and the point (x, y) is one layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from optviz.arrays import np
from optviz.optimizers.base import (
    Amount,
    Decay,
    Eps,
    Friction,
    LearningRate,
    Optimizer,
    State,
    at,
    bias_correction,
    decayed,
    ema,
    length,
    with_decay,
)
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class LAMB(Optimizer):
    """LAMB: Adam's direction at a length in proportion to |x|.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
        u = m_hat / (sqrt(v_hat) + eps) + weight_decay x          x <- x - lr |x| / |u| u
        m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t);  |x| / |u| counts as 1 where either is 0

    Args: lr: step size relative to |x|, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).
        eps: >= 0, outside the root.  weight_decay: >= 0, part of the direction; no average sees it.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.  eps_root: >= 0, inside the root.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: You et al. 2020, Algorithm 2 with phi(z) = z, arXiv:1904.00962.  Same as optax.lamb.
    Libraries:
        optax.lamb: learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root, weight_decay
        keras.optimizers.Lamb (decoupled_weight_decay true): learning_rate = lr, beta_1 = beta1, beta_2 = beta2,
            epsilon = eps, weight_decay
        pytorch_optimizer.Lamb: another rule: its root is not corrected, and |x| counts for 10 at most
    """

    name: ClassVar[str] = "lamb"
    title: ClassVar[str] = "LAMB"
    color: ClassVar[str] = "#1B7837"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "You et al. 2020, arXiv:1904.00962"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")
    shown: ClassVar = (stages.RAVINE, stages.BANANA)

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-6
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False
    eps_root: Eps = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1, beta2 = state["x"], at(self.lr, t), at(self.beta1, t), at(self.beta2, t)
        g, inside = oracle.grad(x), at(self.weight_decay, t)
        if self.decoupled_weight_decay:
            x, inside = (1 - lr * inside) * x, 0.0
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        c2 = bias_correction(beta2, t)
        root = np.sqrt(v + c2 * self.eps_root) / math.sqrt(c2) + self.eps
        u = with_decay(m / bias_correction(beta1, t) / root, x, inside)
        return {"x": x - lr * _ratio(length(x), length(u)) * u, "m": m, "v": v}


@dataclass(frozen=True)
class LARS(Optimizer):
    """LARS: momentum fed with gradients that are as long as |x| says.

        u = g + weight_decay x
        b <- momentum b + (1 - dampening) lr trust_coefficient |x| / (|u| + eps) u
        x <- x - b;  nesterov: x <- x - (what an undamped b gained + momentum b);  the ratio counts as
        1 / trust_coefficient where |x| or |u| is 0

    Forms: optax: as above.  paper: |g| + weight_decay |x| in place of |u|, as in You et al., equation 6.
    Args: lr: > 0, a number or a schedule; optax has no default.  momentum: in [0, 1].  trust_coefficient: >
        0, the step's length over |x| where lr is 1.  weight_decay: >= 0, adds weight_decay x to g.  eps: >=
        0.  nesterov: look ahead.  dampening: in [0, 1].
    State: b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: You, Gitman & Ginsburg 2017, Algorithm 1, arXiv:1708.03888.  Same as optax.lars; form paper as
        pytorch_optimizer.LARS.
    Libraries:
        optax.lars: learning_rate = lr, weight_decay, trust_coefficient, eps, momentum, nesterov
        pytorch_optimizer.LARS (form paper): lr, weight_decay, momentum, dampening, trust_coefficient, nesterov
    """

    name: ClassVar[str] = "lars"
    title: ClassVar[str] = "LARS"
    color: ClassVar[str] = "#1B7837"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "You, Gitman & Ginsburg 2017, arXiv:1708.03888"
    memory: ClassVar[tuple[str, ...]] = ("b",)

    lr: LearningRate = 1.0
    momentum: Friction = 0.9
    trust_coefficient: LearningRate = 1e-3
    weight_decay: Amount = 0.0
    eps: Eps = 0.0
    nesterov: bool = False
    form: Literal["optax", "paper"] = "optax"
    dampening: Friction = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, mu = state["x"], at(self.momentum, t)
        gain = at(self.lr, t) * self._scaled(oracle.grad(x), x, t)
        b = mu * state["b"] + (1 - at(self.dampening, t)) * gain
        return {"x": x - (gain + mu * b if self.nesterov else b), "b": b}

    def _scaled(self, g: Array, x: Array, t: int) -> Array:
        """u at the length that |x| gives it."""
        decay, trust = at(self.weight_decay, t), at(self.trust_coefficient, t)
        u = with_decay(g, x, decay)
        size = length(u) if self.form == "optax" else length(g) + decay * length(x)
        return _ratio(trust * length(x), size, self.eps) * u


@dataclass(frozen=True)
class NovoGrad(Optimizer):
    """NovoGrad: momentum fed with gradients over their layer's root mean squared length.

        v <- beta2 v + (1 - beta2) |g|^2,  v = |g|^2 at step 1
        m <- beta1 m + g / (sqrt(v) + eps) + weight_decay x          x <- x - lr m

    Args: lr: step size, > 0, a number or a schedule; a steady step is lr / (1 - beta1) long.  beta1, beta2:
        decay rates in [0, 1).  eps: >= 0, outside the root.  weight_decay: >= 0, enters m, as published.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.  eps_root: >= 0, inside the root.
        grad_averaging: from step 2 on, what enters m is multiplied by 1 - beta1.
    State: m: (..., 2); v: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Ginsburg et al. 2019, Algorithm 1, arXiv:1905.11286.  Same as optax.novograd.
    Libraries:
        optax.novograd: learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root, weight_decay
        pytorch_optimizer.NovoGrad: lr, betas = (beta1, beta2), weight_decay, weight_decouple = decoupled_weight_decay,
            grad_averaging, eps
    """

    name: ClassVar[str] = "novograd"
    title: ClassVar[str] = "NovoGrad"
    color: ClassVar[str] = "#1B7837"
    marker: ClassVar[str] = "diamond"
    source: ClassVar[str] = "Ginsburg et al. 2019, arXiv:1905.11286"

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.25
    eps: Eps = 1e-6
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False
    eps_root: Eps = 0.0
    grad_averaging: bool = False

    def init(self, x: Array) -> State:
        """The state before step 1: one v for the layer."""
        return {"x": x, "m": np.zeros_like(x), "v": np.zeros_like(x[..., :1])}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1 = state["x"], at(self.lr, t), at(self.beta1, t)
        g = oracle.grad(x)
        square = length(g) ** 2
        v = square if t == 1 else ema(state["v"], square, at(self.beta2, t))
        normed = g / (np.sqrt(v + self.eps_root) + self.eps)
        fresh, x = decayed(normed, x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = beta1 * state["m"] + (fresh * (1 - beta1) if self.grad_averaging and t > 1 else fresh)
        return {"x": x - lr * m, "m": m, "v": v}


def _ratio(above: Array, below: Array, eps: float = 0.0) -> Array:
    """above / (below + eps), or 1 where either is 0: such a layer could never leave its place."""
    still = (above == 0) | (below == 0)
    return np.where(still, 1.0, above / np.where(still, 1.0, below + eps))
