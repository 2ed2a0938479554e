"""AdaMax."""

from __future__ import annotations

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
from optviz.optimizers.families.anatomy import averaged

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle
    from optviz.trajectory import Part


@dataclass(frozen=True)
class AdaMax(Optimizer):
    """AdaMax: Adam with a fading maximum of the gradient's size in place of its root mean square.

        m <- beta1 m + (1 - beta1) g          u <- max(beta2 u, |g| + eps)
        x <- x - lr / (1 - beta1^t) m / u

    Forms: torch: as above.  keras: eps beside u, u <- max(beta2 u, |g|),  x <- x - lr / (1 - beta1^t) m / (u + eps).
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0; the
        paper has none, and 0/0 where the first gradient is 0.  weight_decay: >= 0, adds weight_decay x to g.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.
    State: m, u: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Kingma & Ba 2015, Algorithm 2, arXiv:1412.6980.  Same as torch.optim.Adamax.
    Libraries:
        torch.optim.Adamax: lr, betas = (beta1, beta2), eps, weight_decay
        optax.adamax: learning_rate = lr, b1 = beta1, b2 = beta2, eps
        optax.adamaxw (decoupled_weight_decay true): learning_rate = lr, b1 = beta1, b2 = beta2, eps, weight_decay
        keras.optimizers.Adamax (form keras, decoupled_weight_decay true): learning_rate = lr, beta_1 = beta1,
            beta_2 = beta2, epsilon = eps, weight_decay
        pytorch_optimizer.AdaMax: lr, betas = (beta1, beta2), weight_decay, weight_decouple = decoupled_weight_decay,
            eps
    """

    name: ClassVar[str] = "adamax"
    title: ClassVar[str] = "AdaMax"
    color: ClassVar[str] = "#A0522D"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Kingma & Ba 2015, arXiv:1412.6980"
    memory: ClassVar[tuple[str, ...]] = ("m", "u")

    lr: LearningRate = 2e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    form: Literal["torch", "keras"] = "torch"
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, beta1 = state["x"], at(self.beta1, t)
        lr, weight_decay = at(self.lr, t), at(self.weight_decay, t)
        g, x = decayed(oracle.grad(x), x, weight_decay, lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, beta1)
        u = np.maximum(at(self.beta2, t) * state["u"], np.abs(g) + (self.eps if self.form == "torch" else 0.0))
        return {"x": x - lr / bias_correction(beta1, t) * m / self._largest(u), "m": m, "u": u}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the gradient, m / (1 - beta1^t), and its scaling, lr / u."""
        beta1, lr = at(self.beta1, t), at(self.lr, t)
        average = after["m"] / bias_correction(beta1, t)
        shrinking = lr * at(self.weight_decay, t) if self.decoupled_weight_decay else None
        return averaged(before, after, beta1, average, lr / self._largest(after["u"]), shrinking)

    def _largest(self, u: Array) -> Array:
        return u + self.eps if self.form == "keras" else u
