"""diffGrad."""

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
from optviz.optimizers.families.rectified import Threshold, rectification

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class DiffGrad(Optimizer):
    """DiffGrad: Adam at half speed where the gradient stays, at full speed where it changes.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2          c_i = 1 - beta_i^t
        x <- x - lr sqrt(c2) / c1 friction m / (sqrt(v) + eps),  friction = 1 / (1 + exp(-|previous - g|))

    Forms: authors: as above, the authors' code.  paper: equations 8 to 12 as printed, with eps beside the corrected
        root, x <- x - lr friction m / c1 / (sqrt(v / c2) + eps).
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, beside
        the uncorrected root.  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay:
        x <- x - lr weight_decay x before the step instead.  amsgrad: v_max in place of v, v_max <- max(v_max, v).
        rectify: RAdam's factor r on the step where its rho_t > threshold, and x <- x - lr m / c1 before.
        threshold: >= 4, as RAdam's.  degenerated_to_sgd: with rectify, whether x moves before.
    State: m, v, v_max, previous: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Dubey et al. 2020, equations 8 to 12, arXiv:1909.11015, by default as in the authors' code.  Same as
        pytorch_optimizer.DiffGrad without the 1e-15 that it adds to v.
    Libraries:
        pytorch_optimizer.DiffGrad: lr, betas = (beta1, beta2), weight_decay, weight_decouple = decoupled_weight_decay,
            rectify, n_sma_threshold = threshold, degenerated_to_sgd, ams_bound = amsgrad, eps
    """

    name: ClassVar[str] = "diffgrad"
    title: ClassVar[str] = "diffGrad"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "cross"
    source: ClassVar[str] = "Dubey et al. 2020, arXiv:1909.11015"
    memory: ClassVar[tuple[str, ...]] = ("m", "v", "v_max", "previous")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["authors", "paper"] = "authors"
    decoupled_weight_decay: bool = False
    amsgrad: bool = False
    rectify: bool = False
    threshold: Threshold = 5.0
    degenerated_to_sgd: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1, beta2 = state["x"], at(self.lr, t), at(self.beta1, t), at(self.beta2, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        v_max = np.maximum(state["v_max"], v) if self.amsgrad else v
        friction = 1 / (1 + np.exp(-np.abs(state["previous"] - g)))
        r = rectification(beta2, t, self.threshold) if self.rectify else 1.0
        if r is None:
            stride = lr / bias_correction(beta1, t) * m * (1 if self.degenerated_to_sgd else 0)
        else:
            stride = r * self._rate(lr, t) * friction * m / self._root(v_max, t)
        return {"x": x - stride, "m": m, "v": v, "v_max": v_max, "previous": g}

    def _rate(self, lr: float, t: int) -> float:
        """lr and the corrections that do not stand in the root."""
        c1, c2 = bias_correction(at(self.beta1, t), t), bias_correction(at(self.beta2, t), t)
        return lr / c1 if self.form == "paper" else lr * math.sqrt(c2) / c1

    def _root(self, v: Array, t: int) -> Array:
        return np.sqrt(v / bias_correction(at(self.beta2, t), t) if self.form == "paper" else v) + self.eps
