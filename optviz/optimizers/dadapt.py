"""Methods that estimate the distance from the start to a minimizer, and take it for their step size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Gt, Lt

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
    ema,
    length,
    with_decay,
)

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class DAdaptSGD(Optimizer):
    """D-Adaptation for SGD: the step size is a lower bound on the distance to a minimizer, which only grows.

        rate = d lr / |g_1|          r <- r + rate g . s          s <- s + rate g
        d <- max(d, min(2 r / |s|, growth_rate d))          x <- momentum x + (1 - momentum) (x_1 - s)

    d, r and s start at d0, 0 and 0; g_1 and x_1 are the first gradient and the start. (x, y) is one layer: a
    run has one d for both coordinates.

    Args: lr: factor on the step size, > 0, a number or a schedule; leave it at 1.  momentum: in [0, 1].
        weight_decay: >= 0, adds weight_decay x to g.  d0: > 0, the first d.  growth_rate: >= 1, how fast d may
        grow; no limit if left out.  decouple: x <- x - rate weight_decay x before the step instead.
    State: x0, s: (..., 2); d, r, g0: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Defazio & Mishchenko 2023, Algorithm 4, arXiv:2301.07733.  Same as dadaptation.DAdaptSGD, which
        leaves weight_decay out of |g_1|.
    Libraries:
        dadaptation.DAdaptSGD: lr, momentum, weight_decay, d0, growth_rate
        pytorch_optimizer.DAdaptSGD: lr, momentum, d0, growth_rate, weight_decay, weight_decouple = decouple
    """

    name: ClassVar[str] = "dadapt_sgd"
    title: ClassVar[str] = "D-Adaptation SGD"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Defazio & Mishchenko 2023, arXiv:2301.07733"

    lr: LearningRate = 1.0
    momentum: Friction = 0.0
    weight_decay: Amount = 0.0
    d0: Annotated[float, Gt(0)] = 1e-6
    growth_rate: Annotated[float | None, Ge(1)] = None
    decouple: bool = False

    def init(self, x: Array) -> State:
        """The state before step 1: a distance of d0, and sums of nothing."""
        zero, nothing = np.zeros_like(x), np.zeros_like(x[..., :1])
        return {"x": x, "x0": x, "s": zero, "d": nothing + self.d0, "r": nothing, "g0": nothing}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, x0, mu = state["x"], state["x0"], at(self.momentum, t)
        g, decay = oracle.grad(x), at(self.weight_decay, t)
        if not self.decouple:
            g = with_decay(g, x, decay)
        g0 = length(g) if t == 1 else state["g0"]
        rate = _ratio(state["d"] * at(self.lr, t), g0)
        if self.decouple:
            x = x - decay * rate * x
        r = state["r"] + rate * _dot(g, state["s"])
        s = state["s"] + rate * g
        d = _grown(state["d"], _ratio(2 * r, length(s)), self.growth_rate)
        return {"x": mu * x + (1 - mu) * (x0 - s), "x0": x0, "s": s, "d": d, "r": r, "g0": g0}


@dataclass(frozen=True)
class DAdaptAdam(Optimizer):
    """D-Adaptation for Adam: Adam whose step size is a lower bound on the distance to a minimizer.

        rate = d lr,  sigma = sqrt(beta2)
        r <- sigma r + (1 - sigma) rate g . (s / (sqrt(v) + eps))
        m <- beta1 m + (1 - beta1) rate g     v <- beta2 v + (1 - beta2) g^2     s <- sigma s + (1 - sigma) rate g
        d <- max(d, min(r / ((1 - sigma) |s|_1), growth_rate d))          x <- x - m / (sqrt(v) + eps)

    (x, y) is one layer: a run has one d for both coordinates.

    Args: lr: factor on the step size, > 0, a number or a schedule; leave it at 1.  beta1, beta2: decay rates
        in [0, 1).  eps: >= 0, outside the root.  weight_decay: >= 0, adds weight_decay x to g.  decouple:
        subtract rate weight_decay x from x instead.  use_bias_correction: multiply rate by
        sqrt(1 - beta2^t) / (1 - beta1^t).  d0: > 0, the first d.  growth_rate: >= 1, how fast d may grow; no
        limit if left out.
    State: m, v, s: (..., 2); d, r: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Defazio & Mishchenko 2023, Algorithm 5, arXiv:2301.07733.  Same as dadaptation.DAdaptAdam; with
        decouple and use_bias_correction as optax.contrib.dadapt_adamw.
    Libraries:
        dadaptation.DAdaptAdam: lr, betas = (beta1, beta2), eps, weight_decay, decouple, use_bias_correction, d0,
            growth_rate
        optax.contrib.dadapt_adamw (decouple true, use_bias_correction true): learning_rate = lr, betas = (beta1,
            beta2), eps, estim_lr0 = d0, weight_decay
        pytorch_optimizer.DAdaptAdam: lr, betas = (beta1, beta2), d0, growth_rate, weight_decay,
            weight_decouple = decouple, bias_correction = use_bias_correction, eps
    """

    name: ClassVar[str] = "dadapt_adam"
    title: ClassVar[str] = "D-Adaptation Adam"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "cross"
    source: ClassVar[str] = "Defazio & Mishchenko 2023, arXiv:2301.07733"

    lr: LearningRate = 1.0
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    decouple: bool = False
    use_bias_correction: bool = False
    d0: Annotated[float, Gt(0)] = 1e-6
    growth_rate: Annotated[float | None, Ge(1)] = None

    def init(self, x: Array) -> State:
        """The state before step 1: a distance of d0, and averages of zero."""
        zero, nothing = np.zeros_like(x), np.zeros_like(x[..., :1])
        return {"x": x, "m": zero, "v": zero, "s": zero, "d": nothing + self.d0, "r": nothing}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        beta1, beta2, decay = at(self.beta1, t), at(self.beta2, t), at(self.weight_decay, t)
        x, d, sigma = state["x"], state["d"], math.sqrt(beta2)
        g = oracle.grad(x) if self.decouple else with_decay(oracle.grad(x), x, decay)
        rate = d * (at(self.lr, t) * _correction(beta1, beta2, t, self.use_bias_correction))
        before = _ratio(state["s"], np.sqrt(state["v"]) + self.eps)
        r = ema(state["r"], rate * _dot(g, before), sigma)
        m, v, s = ema(state["m"], rate * g, beta1), ema(state["v"], g * g, beta2), ema(state["s"], rate * g, sigma)
        if self.decouple:
            x = x - decay * rate * x
        return {
            "x": x - _ratio(m, np.sqrt(v) + self.eps),
            "m": m,
            "v": v,
            "s": s,
            "d": _grown(d, _ratio(r, (1 - sigma) * _sum(np.abs(s))), self.growth_rate),
            "r": r,
        }


@dataclass(frozen=True)
class Prodigy(Optimizer):
    """Prodigy: D-Adaptation for Adam that weighs its evidence by d, and so finds the distance sooner.

        rate = d lr,  w = d / d0
        r <- beta3 r + w rate g . (x_1 - x)          s <- beta3 s + w rate g
        m <- beta1 m + (1 - beta1) d g               v <- beta2 v + (1 - beta2) d^2 g^2
        d <- max(d, d_coef r / |s|_1)                x <- x - rate m / (sqrt(v) + d eps)

    x_1 is the start, rate and w are of the d before. (x, y) is one layer: a run has one d for both
    coordinates. With a growth_rate, d follows the largest estimate at no more than that pace.

    Args: lr: factor on the step size, > 0, a number or a schedule; leave it at 1.  beta1, beta2: decay rates
        in [0, 1).  beta3: of the estimate, in [0, 1); sqrt(beta2) if left out.  eps: >= 0, outside the root.
        weight_decay: >= 0.  decouple: subtract rate weight_decay x from x, or else add weight_decay x to g.
        use_bias_correction: multiply rate by sqrt(1 - beta2^t) / (1 - beta1^t).  safeguard_warmup: s with d for
        rate.  d0: > 0, the first d.  d_coef: > 0, factor on the estimate.  growth_rate: >= 1; no limit if left
        out.
    State: x0, m, v, s: (..., 2); d, d_max, r: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Mishchenko & Defazio 2024, the Adam version, arXiv:2306.06101.  Same as prodigyopt.Prodigy, but for
        beta1 = 0, where that takes the new d for m's; with use_bias_correction as optax.contrib.prodigy.
    Libraries:
        prodigyopt.Prodigy: lr, betas = (beta1, beta2), beta3, eps, weight_decay, decouple, use_bias_correction,
            safeguard_warmup, d0, d_coef, growth_rate; slice_p: an estimate from a part of the coordinates, which only
            saves memory
        optax.contrib.prodigy (use_bias_correction true): learning_rate = lr, betas = (beta1, beta2), beta3, eps,
            estim_lr0 = d0, estim_lr_coef = d_coef, weight_decay, safeguard_warmup
        pytorch_optimizer.Prodigy: lr, betas = (beta1, beta2), beta3, d0, d_coef, growth_rate, weight_decay,
            weight_decouple = decouple, safeguard_warmup, eps; bias_correction: there it divides by 0 at step 1
    """

    name: ClassVar[str] = "prodigy"
    title: ClassVar[str] = "Prodigy"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Mishchenko & Defazio 2024, arXiv:2306.06101"

    lr: LearningRate = 1.0
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    beta3: Annotated[float | None, Ge(0), Lt(1)] = None
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    decouple: bool = True
    use_bias_correction: bool = False
    safeguard_warmup: bool = False
    d0: Annotated[float, Gt(0)] = 1e-6
    d_coef: Annotated[float, Gt(0)] = 1.0
    growth_rate: Annotated[float | None, Ge(1)] = None

    def init(self, x: Array) -> State:
        """The state before step 1: a distance of d0, and averages of zero."""
        zero, nothing = np.zeros_like(x), np.zeros_like(x[..., :1])
        first = nothing + self.d0
        return {"x": x, "x0": x, "m": zero, "v": zero, "s": zero, "d": first, "d_max": first, "r": nothing}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1, beta2, decay = state["x"], at(self.beta1, t), at(self.beta2, t), at(self.weight_decay, t)
        g = oracle.grad(x) if self.decouple else with_decay(oracle.grad(x), x, decay)
        dg = state["d"] * g
        rate = state["d"] * (at(self.lr, t) * _correction(beta1, beta2, t, self.use_bias_correction))
        m, v = ema(state["m"], dg, beta1), ema(state["v"], dg * dg, beta2)
        estimate = self._estimate(state, g, rate, beta2)
        if self.decouple:
            x = x - decay * rate * x
        x = x - rate * _ratio(m, np.sqrt(v) + estimate["d"] * self.eps)
        return {"x": x, "x0": state["x0"], "m": m, "v": v, **estimate}

    def _estimate(self, state: State, g: Array, rate: Array, beta2: float) -> State:
        """The evidence about the distance, and the distance."""
        beta3 = math.sqrt(beta2) if self.beta3 is None else self.beta3
        d, weight = state["d"], state["d"] / self.d0
        r = beta3 * state["r"] + weight * rate * _dot(g, state["x0"] - state["x"])
        s = beta3 * state["s"] + weight * (d if self.safeguard_warmup else rate) * g
        found = _ratio(self.d_coef * r, _sum(np.abs(s)))
        d_max = np.maximum(state["d_max"], found)
        # Up to the first estimate there is no pace to keep.
        d = np.where(d == self.d0, np.maximum(d, found), d)
        d = d_max if self.growth_rate is None else np.minimum(d_max, self.growth_rate * d)
        return {"r": r, "s": s, "d": d, "d_max": d_max}


def _correction(beta1: float, beta2: float, t: int, wanted: bool) -> float:
    """Adam's bias correction as one factor on the step size."""
    return math.sqrt(bias_correction(beta2, t)) / bias_correction(beta1, t) if wanted else 1.0


def _grown(d: Array, estimate: Array, growth_rate: float | None) -> Array:
    limited = estimate if growth_rate is None else np.minimum(estimate, growth_rate * d)
    return np.maximum(d, limited)


def _sum(vectors: Array) -> Array:
    return vectors[..., :1] + vectors[..., 1:]


def _dot(one: Array, other: Array) -> Array:
    return _sum(one * other)


def _ratio(over: Array, under: Array) -> Array:
    """A quotient, and 0 for 0 / 0: without a slope there is nowhere to go."""
    return over / np.where(under == 0, 1.0, under)
