"""NAdam."""

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
from optviz.optimizers.families.anatomy import averaged, newest

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle
    from optviz.trajectory import Part


@dataclass(frozen=True)
class NAdam(Optimizer):
    """NAdam: Adam whose average of gradients looks one step ahead, as Nesterov's momentum does.

        m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
        x <- x - lr (share_g g + share_m m) / (sqrt(v_hat) + eps),  v_hat = v / (1 - beta2^t)
        mu_t = beta1 (1 - .96^(t momentum_decay) / 2),  product_t = mu_1 ... mu_t

    Forms, four different trajectories:
        torch: share_g = (1 - mu_t) / (1 - product_t),  share_m = mu_{t+1} / (1 - product_{t+1}).
        dozat: share_g = (1 - beta1) / (1 - beta1^t),  share_m = beta1 / (1 - beta1^(t+1)); optax's too.
        ruder: share_g = (1 - beta1) / (1 - beta1^t),  share_m = beta1 / (1 - beta1^t).
        keras: torch's with momentum_decay 1, whatever is given.
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0,
        outside the root.  weight_decay: >= 0, adds weight_decay x to g.  momentum_decay: >= 0, how fast mu
        rises.  decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.  eps_root: >= 0,
        inside the root.
    State: m, v: (..., 2); product: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Dozat 2016, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ.  Same as torch.optim.NAdam.
    Libraries:
        torch.optim.NAdam: lr, betas = (beta1, beta2), eps, weight_decay, momentum_decay, decoupled_weight_decay
        optax.nadam (form dozat): learning_rate = lr, b1 = beta1, b2 = beta2, eps, eps_root; nesterov: optimizer adam
            without it
        optax.nadamw (form dozat, decoupled_weight_decay true): learning_rate = lr, b1 = beta1, b2 = beta2, eps,
            eps_root, weight_decay; nesterov: optimizer adamw without it
        keras.optimizers.Nadam (form keras, decoupled_weight_decay true): learning_rate = lr, beta_1 = beta1,
            beta_2 = beta2, epsilon = eps, weight_decay
    """

    name: ClassVar[str] = "nadam"
    title: ClassVar[str] = "NAdam"
    color: ClassVar[str] = "#C2185B"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "Dozat 2016, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"

    lr: LearningRate = 2e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    momentum_decay: Amount = 4e-3
    form: Literal["torch", "dozat", "ruder", "keras"] = "torch"
    decoupled_weight_decay: bool = False
    eps_root: Eps = 0.0

    def init(self, x: Array) -> State:
        """The state before step 1: averages of zero, an empty product of one."""
        zero = np.zeros_like(x)
        return {"x": x, "m": zero, "v": zero, "product": np.ones_like(x[..., :1])}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, weight_decay = state["x"], at(self.lr, t), at(self.weight_decay, t)
        g, x = decayed(oracle.grad(x), x, weight_decay, lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, at(self.beta1, t))
        v = ema(state["v"], g * g, at(self.beta2, t))
        product = state["product"] * self._mu(t, t)
        share_g, share_m = self._shares(product, t)
        root = self._root(v, t)
        x = x - lr * share_g * g / root - lr * share_m * m / root
        return {"x": x, "m": m, "v": v, "product": product}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the gradient; share_g g + share_m m, which stands in for m_hat; its scaling."""
        beta1, (share_g, share_m) = at(self.beta1, t), self._shares(after["product"], t)
        g = newest(before["m"], after["m"], beta1)
        lr = at(self.lr, t)
        shrinking = lr * at(self.weight_decay, t) if self.decoupled_weight_decay else None
        average = share_g * g + share_m * after["m"]
        return averaged(before, after, beta1, average, lr / self._root(after["v"], t), shrinking)

    def _root(self, v: Array, t: int) -> Array:
        return np.sqrt(v / bias_correction(at(self.beta2, t), t) + self.eps_root) + self.eps

    def _shares(self, product: Array, t: int) -> tuple[Array | float, Array | float]:
        """What the gradient and its average are multiplied by, share_g and share_m above."""
        if self.form in ("torch", "keras"):
            mu, ahead = self._mu(t, t), self._mu(t, t + 1)
            return (1 - mu) / (1 - product), ahead / (1 - product * ahead)
        beta1 = at(self.beta1, t)
        corrected = t + 1 if self.form == "dozat" else t
        return (1 - beta1) / bias_correction(beta1, t), beta1 / bias_correction(beta1, corrected)

    def _mu(self, t: int, index: int) -> float:
        """mu_index, by the hyper-parameters of step t."""
        psi = 1.0 if self.form == "keras" else at(self.momentum_decay, t)
        return at(self.beta1, t) * (1 - 0.5 * math.pow(0.96, index * psi))
