"""Muon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Gt, Le

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
    length,
)
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Muon(Optimizer):
    """Muon: momentum whose matrix is made orthogonal; on the plane, descent by steps of one length.

        b <- momentum b + (1 - momentum) g          u = momentum b_hat + (1 - momentum) g_hat
        z = u / (|u| + eps),  then ns_steps times  z <- (3.4445 - 4.775 |z|^2 + 2.0315 |z|^4) z
        x <- x - lr (z + weight_decay x)

    The point (x, y) is a matrix of one row, whose only singular value is its length. Newton and Schulz's five
    rounds take it from 1 to .696 and not back to 1, so that every step is .696 lr long.

    Forms: optax: b_hat = b / (1 - momentum^(t+1)) and g_hat = g / (1 - momentum^t).  torch: b_hat = b and
        g_hat = g, as in the author's code and in torch.optim.Muon, which iterates in bfloat16.
    Args: lr: step size, > 0, a number or a schedule.  momentum: in [0, 1).  nesterov: whether g enters u
        once more; without it u = b.  ns_steps: from 0 to 100.  eps: >= 0.  weight_decay: >= 0, decoupled; torch's
        default is .1.  ns_coefficients: the three numbers of the iteration, chosen by the author for the steepest
        rise at 0.  adaptive: z (u . z) in place of z.  rms_rate: > 0, multiplies z by rms_rate sqrt(2), the root
        of the matrix's longer side (.2 in Keras and Moonlight); 1 / sqrt(2) if left out.  decoupled_weight_decay:
        without it weight_decay x is added to g.
    State: b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Jordan et al. 2024, kellerjordan.github.io/posts/muon.  Same as optax.contrib.muon.
    Libraries:
        torch.optim.Muon (form torch): lr, weight_decay, momentum, nesterov, ns_coefficients, eps, ns_steps;
            adjust_lr_fn: rms_rate 0.2 is match_rms_adamw
        optax.contrib.muon: learning_rate = lr, ns_coeffs = ns_coefficients, ns_steps, beta = momentum, eps,
            weight_decay, nesterov, adaptive, consistent_rms = rms_rate; preconditioning: a row has one length for all
            four
        keras.optimizers.Muon (form torch): learning_rate = lr, weight_decay, momentum, ns_steps, nesterov, rms_rate;
            muon_a, muon_b, muon_c: ns_coefficients; epsilon: of its Adam alone
        pytorch_optimizer.Muon (form torch): lr, momentum, weight_decay, weight_decouple = decoupled_weight_decay,
            nesterov, ns_steps; ns_coeffs: ns_coefficients, where it names a row of three; use_adjusted_lr: rms_rate
            0.2; ns_method, ns_reset_steps: other ways to the same direction
    """

    name: ClassVar[str] = "muon"
    title: ClassVar[str] = "Muon"
    color: ClassVar[str] = "#1B7837"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Jordan et al. 2024, kellerjordan.github.io/posts/muon"
    memory: ClassVar[tuple[str, ...]] = ("b",)
    shown: ClassVar = (stages.PLAIN, stages.VALLEY)

    lr: LearningRate = 1e-3
    momentum: Decay = 0.95
    nesterov: bool = True
    ns_steps: Annotated[int, Ge(0), Le(100)] = 5
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["optax", "torch"] = "optax"
    ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315)
    adaptive: bool = False
    rms_rate: Annotated[float | None, Gt(0)] = None
    decoupled_weight_decay: bool = True

    def effort(self, runs: int) -> float:
        """That of its iterations too."""
        return super().effort(runs) + self.ns_steps * (8e-6 + 50e-9 * runs)

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        b = ema(state["b"], g, at(self.momentum, t))
        u = self._mixed(b, g, t)
        z = self._orthogonal(u)
        if self.adaptive:
            product = u * z
            z = (product[..., :1] + product[..., 1:]) * z
        if self.rms_rate is not None:
            z = self.rms_rate * math.sqrt(2) * z
        return {"x": x - lr * z, "b": b}

    def _mixed(self, b: Array, g: Array, t: int) -> Array:
        """The vector u above."""
        mu = at(self.momentum, t)
        if self.form == "torch":
            return ema(g, b, 1 - mu) if self.nesterov else b
        if not self.nesterov:
            return b / bias_correction(mu, t)
        return ema(g / bias_correction(mu, t), b / bias_correction(mu, t + 1), 1 - mu)

    def _orthogonal(self, u: Array) -> Array:
        """Newton-Schulz iterations on u as a matrix of one row."""
        z = u / (length(u) + self.eps)
        linear, cubic, quintic = self.ns_coefficients
        for _ in range(self.ns_steps):
            square = length(z) ** 2
            z = (linear + cubic * square + quintic * square**2) * z
        return z
