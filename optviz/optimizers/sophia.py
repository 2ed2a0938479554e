"""Sophia."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Gt

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, LearningRate, Optimizer, State, at, bias_correction, decayed, ema

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Sophia(Optimizer):
    """Sophia: an average of gradients divided by an average curvature, every coordinate's step clipped.

        m <- beta1 m + (1 - beta1) g
        x <- x - lr (clip(m_hat / max(gamma h, eps)) + weight_decay x),  m_hat = m / (1 - beta1^t)
        h <- beta2 h + (1 - beta2) diag(H)  at steps 1, 1 + update_interval, 1 + 2 update_interval, ...
        clip(u) = max(-clip_threshold, min(u, clip_threshold))

    diag(H) is the exact diagonal of the Hessian where the gradient was taken. The paper estimates it with
    random vectors, because millions of weights allow nothing better; in the plane nothing need be random.
    Where curvature is negative or not known yet the step is lr clip_threshold sign(m).

    Forms: optax: as above; a step uses the curvature from before it.  paper: h is updated before x, and m
        stands for m_hat.
    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  beta1, beta2: decay rates in
        [0, 1).  eps: > 0.  weight_decay: >= 0, decoupled.  gamma: > 0; the larger, the fewer steps are clipped.
        clip_threshold: > 0.  update_interval: >= 1, in steps.  decoupled_weight_decay: without it weight_decay x is
        added to g.
    State: m, h: (..., 2).  Cost per step: one gradient, and one Hessian every update_interval steps.
    Raises: ParameterError where a rate is out of range.
    Reference: Liu et al. 2024, Algorithm 3, arXiv:2305.14342.  Same as optax.contrib.sophia given the exact
        diagonal as its hessian_diagonal_fn; form paper as pytorch_optimizer.SophiaH given it as hessian.
    Libraries:
        optax.contrib.sophia: learning_rate = lr, b1 = beta1, b2 = beta2, eps, weight_decay, gamma, clip_threshold,
            update_interval; hessian_diagonal_fn: the exact diagonal here
        pytorch_optimizer.SophiaH (form paper): lr = lr / gamma, betas = (beta1, beta2), weight_decay = gamma
            weight_decay, weight_decouple = decoupled_weight_decay, p = gamma clip_threshold,
            update_period = update_interval, eps = eps / gamma; num_samples, hessian_distribution: the exact diagonal
            here
    """

    name: ClassVar[str] = "sophia"
    title: ClassVar[str] = "Sophia"
    color: ClassVar[str] = "#009E73"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Liu et al. 2024, arXiv:2305.14342"
    memory: ClassVar[tuple[str, ...]] = ("m", "h")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.965
    beta2: Decay = 0.99
    eps: Annotated[float, Gt(0)] = 1e-8
    weight_decay: Amount = 1e-4
    gamma: Annotated[float, Gt(0)] = 0.01
    clip_threshold: Annotated[float, Gt(0)] = 1.0
    update_interval: Annotated[int, Ge(1)] = 10
    form: Literal["optax", "paper"] = "optax"
    decoupled_weight_decay: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        weight_decay = at(self.weight_decay, t)
        g, start = decayed(oracle.grad(x), x, weight_decay, lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, at(self.beta1, t))
        h = self._curvature(state["h"], x, oracle, t)
        push = self._push(m / bias_correction(at(self.beta1, t), t), state["h"])
        if self.form == "paper":
            push = self._push(m, h)
        return {"x": start - lr * push, "m": m, "h": h}

    def _push(self, m: Array, h: Array) -> Array:
        newton = m / np.maximum(self.gamma * h, self.eps)
        return np.clip(newton, -self.clip_threshold, self.clip_threshold)

    def _curvature(self, h: Array, x: Array, oracle: Oracle, t: int) -> Array:
        """The average of diagonals, with a new one where it is time for one."""
        if (t - 1) % self.update_interval:
            return h
        return ema(h, np.diagonal(oracle.hess(x), axis1=-2, axis2=-1), at(self.beta2, t))
