"""AdaDelta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, Eps, LearningRate, Optimizer, State, at, decayed, ema
from optviz.optimizers.families.anatomy import scaled

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle
    from optviz.trajectory import Part


@dataclass(frozen=True)
class AdaDelta(Optimizer):
    """AdaDelta: steps in the units of x, the average size of past steps over that of past gradients.

        g2 <- rho g2 + (1 - rho) g^2          d = sqrt(d2 + eps) / sqrt(g2 + eps) g
        d2 <- rho d2 + (1 - rho) d^2          x <- x - lr d

    Args: lr: factor of the step, > 0, a number or a schedule; 1 in the paper, .001 in Keras.  rho: decay
        rate in [0, 1).  eps: >= 0, inside both roots; it sets the first steps' size.  weight_decay: >= 0,
        adds weight_decay x to g.  decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.
    State: g2, d2: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Zeiler 2012, Algorithm 1, arXiv:1212.5701.  Same as torch.optim.Adadelta.
    Libraries:
        torch.optim.Adadelta: lr, rho, eps, weight_decay
        optax.adadelta: learning_rate = lr, rho, eps, weight_decay
        keras.optimizers.Adadelta (decoupled_weight_decay true): learning_rate = lr, rho, epsilon = eps, weight_decay
        pytorch_optimizer.AdaDelta: lr, rho, weight_decay, weight_decouple = decoupled_weight_decay, eps
    """

    name: ClassVar[str] = "adadelta"
    title: ClassVar[str] = "AdaDelta"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "triangle_down"
    source: ClassVar[str] = "Zeiler 2012, arXiv:1212.5701"
    memory: ClassVar[tuple[str, ...]] = ("g2", "d2")

    lr: LearningRate = 1.0
    rho: Decay = 0.9
    eps: Eps = 1e-6
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, rho, lr = state["x"], at(self.rho, t), at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        g2 = ema(state["g2"], g * g, rho)
        d = self._ratio(state["d2"], g2) * g
        return {"x": x - lr * d, "g2": g2, "d2": ema(state["d2"], d * d, rho)}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the gradient, and its scaling, lr times the ratio of the two roots."""
        lr = at(self.lr, t)
        shrinking = lr * at(self.weight_decay, t) if self.decoupled_weight_decay else None
        return scaled(before, after, lr * self._ratio(before["d2"], after["g2"]), shrinking)

    def _ratio(self, d2: Array, g2: Array) -> Array:
        return np.sqrt(d2 + self.eps) / np.sqrt(g2 + self.eps)
