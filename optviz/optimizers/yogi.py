"""Yogi."""

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
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Yogi(Optimizer):
    """Yogi: Adam whose mean square moves by as much as the gradient's square, not by how far it is off.

        m <- beta1 m + (1 - beta1) g          v <- v - (1 - beta2) sign(v - g^2) g^2
        x <- x - lr m_hat / (sqrt(v_hat) + eps),  m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t)

    Forms: optax: as above, m and v from initial_accumulator_value.  paper: no bias correction, m from 0.
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0,
        outside the root.  initial_accumulator_value: >= 0.  weight_decay: >= 0, adds weight_decay x to g.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.  eps_root: >= 0, inside the
        root.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Zaheer et al. 2018, Algorithm 2,
        papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization.  Same as optax.yogi.
    Libraries:
        optax.yogi: learning_rate = lr, b1 = beta1, b2 = beta2, eps
        pytorch_optimizer.Yogi: lr, betas = (beta1, beta2), initial_accumulator = initial_accumulator_value,
            weight_decay, weight_decouple = decoupled_weight_decay, eps
    """

    name: ClassVar[str] = "yogi"
    title: ClassVar[str] = "Yogi"
    color: ClassVar[str] = "#5E4FA2"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Zaheer et al. 2018, papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization"

    lr: LearningRate = 1e-2
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-3
    initial_accumulator_value: Eps = 1e-6
    weight_decay: Amount = 0.0
    form: Literal["optax", "paper"] = "optax"
    decoupled_weight_decay: bool = False
    eps_root: Eps = 0.0

    def init(self, x: Array) -> State:
        """The state before step 1: both averages at initial_accumulator_value, or m at 0."""
        v = np.full_like(x, self.initial_accumulator_value)
        return {"x": x, "m": v if self.form == "optax" else np.zeros_like(x), "v": v}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, (c1, c2) = state["x"], at(self.lr, t), self._corrections(t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, at(self.beta1, t))
        v = state["v"] - (1 - at(self.beta2, t)) * np.sign(state["v"] - g * g) * g * g
        root = np.sqrt(v + c2 * self.eps_root) / math.sqrt(c2) + self.eps
        return {"x": x - lr / c1 * m / root, "m": m, "v": v}

    def _corrections(self, t: int) -> tuple[float, float]:
        if self.form == "paper":
            return 1.0, 1.0
        return bias_correction(at(self.beta1, t), t), bias_correction(at(self.beta2, t), t)
