"""Gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.optimizers.base import Amount, LearningRate, Optimizer, State, at, with_decay
from optviz.optimizers.families.anatomy import whole
from optviz.trajectory import Part

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent: a step straight down the slope. Stochastic once the oracle's gradient is noisy.

        x <- x - lr g

    Args: lr: step size, > 0, a number or a schedule.  weight_decay: >= 0, adds weight_decay x to g.
    State: x alone.  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Cauchy 1847; Robbins & Monro 1951, doi:10.1214/aoms/1177729586.  Same as torch.optim.SGD.
    Libraries:
        torch.optim.SGD: lr, weight_decay; momentum, dampening, nesterov: optimizer momentum
        optax.sgd: learning_rate = lr; momentum, nesterov: optimizer momentum
        keras.optimizers.SGD: learning_rate = lr; momentum, nesterov: optimizer momentum; weight_decay: optimizer sgdw
    """

    name: ClassVar[str] = "sgd"
    title: ClassVar[str] = "SGD"
    color: ClassVar[str] = "#D55E00"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Cauchy 1847; Robbins & Monro 1951, doi:10.1214/aoms/1177729586"

    lr: LearningRate = 1e-3
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x = state["x"]
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        return {"x": x - at(self.lr, t) * g}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The gradient, -lr g, which is the step."""
        del t
        step = whole(before, after)
        return Part("gradient", "gradient", step.tail, step.vector), step
