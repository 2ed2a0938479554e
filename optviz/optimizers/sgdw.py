"""SGDW."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.errors import ParameterError
from optviz.optimizers.base import Amount, Friction, LearningRate, Optimizer, State, at, decayed

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class SGDW(Optimizer):
    """SGDW: gradient descent, with or without a velocity, and a weight decay that no velocity ever sees.

        b <- momentum b + (1 - dampening) g,  b = g at step 1
        x <- x - lr weight_decay x - lr b
        nesterov:  x <- x - lr weight_decay x - lr (g + momentum b)

    Without momentum the decay is that of `sgd`; weight_decay is 0.01 by default, as AdamW's, where
    pytorch_optimizer's 0 would make it `sgd`.

    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  momentum: in [0, 1].
        dampening: in [0, 1].  nesterov: look ahead; with dampening 0 only.  weight_decay: >= 0, decoupled.
        decoupled_weight_decay: without it weight_decay x is added to g, as in `momentum`.
    State: b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range, or where dampening meets nesterov.
    Reference: Loshchilov & Hutter 2019, Algorithm 1, arXiv:1711.05101.  Same as pytorch_optimizer.SGDW.
    Libraries:
        pytorch_optimizer.SGDW: lr, momentum, weight_decay, weight_decouple = decoupled_weight_decay, dampening,
            nesterov
        keras.optimizers.SGD: learning_rate = lr, momentum, nesterov, weight_decay
    """

    name: ClassVar[str] = "sgdw"
    title: ClassVar[str] = "SGDW"
    color: ClassVar[str] = "#D55E00"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "Loshchilov & Hutter 2019, arXiv:1711.05101"
    memory: ClassVar[tuple[str, ...]] = ("b",)

    lr: LearningRate = 1e-4
    momentum: Friction = 0.0
    dampening: Friction = 0.0
    nesterov: bool = False
    weight_decay: Amount = 1e-2
    decoupled_weight_decay: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.dampening != 0 and self.nesterov:
            raise ParameterError("dampening", "must be 0 with nesterov")

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, mu = state["x"], at(self.lr, t), at(self.momentum, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        b = self._velocity(state["b"], g, t)
        push = g + mu * b if self.nesterov else b
        return {"x": x - lr * push, "b": b}

    def _velocity(self, b: Array, g: Array, t: int) -> Array:
        """The new velocity; all of the gradient where there is none to keep, as in torch."""
        mu = at(self.momentum, t)
        return mu * b + (1 - at(self.dampening, t)) * g if mu and t > 1 else g
