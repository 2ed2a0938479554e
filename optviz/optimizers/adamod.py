"""AdaMod."""

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

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class AdaMod(Optimizer):
    """AdaMod: Adam whose step sizes never exceed their own average, which warms up by itself.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2          c_i = 1 - beta_i^t
        size = lr sqrt(c2) / c1 / (sqrt(v) + eps)          usual <- beta3 usual + (1 - beta3) size
        x <- x - min(size, usual) m

    Forms: authors: as above, the authors' code, with both corrections in size.  paper: Algorithm 2 as printed, with eps
        beside the corrected root, size = lr / (sqrt(v / c2) + eps) and x <- x - min(size, usual) m / c1.
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  beta3: in [0, 1),
        the sizes' memory: with .9999 the first step is a ten-thousandth of Adam's.  eps: >= 0, beside the
        uncorrected root.  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay:
        x <- x - lr weight_decay x before the step instead.
    State: m, v, usual: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Ding et al. 2019, Algorithm 2, arXiv:1910.12249, by default as in the authors' code.  Same as
        pytorch_optimizer.AdaMod.
    Libraries:
        pytorch_optimizer.AdaMod: lr, betas = (beta1, beta2, beta3), weight_decay,
            weight_decouple = decoupled_weight_decay, eps
    """

    name: ClassVar[str] = "adamod"
    title: ClassVar[str] = "AdaMod"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Ding et al. 2019, arXiv:1910.12249"
    memory: ClassVar[tuple[str, ...]] = ("m", "v", "usual")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.99
    beta3: Decay = 0.9999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["authors", "paper"] = "authors"
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1, beta2 = state["x"], at(self.lr, t), at(self.beta1, t), at(self.beta2, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        c1, c2 = bias_correction(beta1, t), bias_correction(beta2, t)
        if self.form == "paper":
            size, push = lr / (np.sqrt(v / c2) + self.eps), m / c1
        else:
            size, push = lr * math.sqrt(c2) / c1 / (np.sqrt(v) + self.eps), m
        usual = ema(state["usual"], size, at(self.beta3, t))
        return {"x": x - np.minimum(size, usual) * push, "m": m, "v": v, "usual": usual}
