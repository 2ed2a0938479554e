"""RAdam."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle

# torch's threshold; the paper has 4.
_TRUSTED_FROM = 5


@dataclass(frozen=True)
class RAdam(Optimizer):
    """RAdam: Adam that walks by its average gradient alone until its mean square can be trusted.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2          c_i = 1 - beta_i^t
        rho_t = rho_inf - 2 t beta2^t / c2,  rho_inf = 2 / (1 - beta2) - 1
        r = sqrt((rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t))
        x <- x - lr m / c1 r sqrt(c2) / (sqrt(v) + eps)   if rho_t > 5,   else x <- x - lr m / c1

    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, beside
        the uncorrected root.  weight_decay: >= 0, adds weight_decay x to g.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Liu et al. 2020, Algorithm 2, arXiv:1908.03265 (rho_t > 4 there).  Same as torch.optim.RAdam.
    """

    name: ClassVar[str] = "radam"
    title: ClassVar[str] = "RAdam"
    color: ClassVar[str] = "#00868B"
    marker: ClassVar[str] = "triangle_right"
    source: ClassVar[str] = "Liu et al. 2020, arXiv:1908.03265"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1, beta2 = state["x"], at(self.beta1, t), at(self.beta2, t)
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        m = ema(state["m"], g, beta1)
        v = ema(state["v"], g * g, beta2)
        stride = m / bias_correction(beta1, t) * at(self.lr, t)
        return {"x": x - stride * self._scale(v, beta2, t), "m": m, "v": v}

    def _scale(self, v: Array, beta2: float, t: int) -> Array | float:
        """r sqrt(c2) / (sqrt(v) + eps), or 1 as long as v says too little."""
        c2, longest = bias_correction(beta2, t), 2 / (1 - beta2) - 1
        length = longest - 2 * t * beta2**t / c2
        if length <= _TRUSTED_FROM:
            return 1.0
        r = math.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
        return math.sqrt(c2) / (np.sqrt(v) + self.eps) * r
