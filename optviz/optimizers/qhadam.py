"""QHAdam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
)

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class QHAdam(Optimizer):
    """QHAdam: Adam with a share of the plain gradient, and of its plain square, beside the averages.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
        x <- x - lr ((1 - nu1) g + nu1 m_hat) / (sqrt((1 - nu2) g^2 + nu2 v_hat) + eps)
        m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t)

    With nu1 = nu2 = 1, the library's default, this is Adam; the paper recommends nu1 = .7, beta1 = .995.

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  nu1, nu2: in [0,
        1], the averages' shares.  eps: >= 0, outside the root.  weight_decay: >= 0, adds weight_decay x to g.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Ma & Yarats 2019, equation 17, arXiv:1810.06801.  Same as pytorch_optimizer.QHAdam, whose bias
        corrections are in 32-bit floats.
    Libraries:
        pytorch_optimizer.QHAdam: lr, betas = (beta1, beta2), nus = (nu1, nu2), weight_decay,
            weight_decouple = decoupled_weight_decay, eps
    """

    name: ClassVar[str] = "qhadam"
    title: ClassVar[str] = "QHAdam"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "triangle_left"
    source: ClassVar[str] = "Ma & Yarats 2019, arXiv:1810.06801"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    nu1: Friction = 1.0
    nu2: Friction = 1.0
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1, beta2 = state["x"], at(self.beta1, t), at(self.beta2, t)
        lr, weight_decay = at(self.lr, t), at(self.weight_decay, t)
        g, x = decayed(oracle.grad(x), x, weight_decay, lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        push = ema(g, m / bias_correction(beta1, t), 1 - at(self.nu1, t))
        square = ema(g * g, v / bias_correction(beta2, t), 1 - at(self.nu2, t))
        return {"x": x - lr * push / (np.sqrt(square) + self.eps), "m": m, "v": v}
