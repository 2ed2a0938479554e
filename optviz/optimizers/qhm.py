"""QHM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.optimizers.base import Amount, Decay, Friction, LearningRate, Optimizer, State, at, decayed, ema

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class QHM(Optimizer):
    """Quasi-hyperbolic momentum: a fixed blend of the gradient and its average.

        b <- momentum b + (1 - momentum) g          x <- x - lr ((1 - nu) g + nu b)

    nu = 0 is gradient descent, nu = 1 an average of gradients, nu = momentum Nesterov's method. The defaults
    are the paper's; pytorch_optimizer's, momentum 0 and nu 1, are gradient descent.

    Args: lr: step size, > 0, a number or a schedule.  momentum: decay rate in [0, 1).  nu: the average's
        share, in [0, 1].  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay:
        x <- x - lr weight_decay x before the step instead.
    State: b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Ma & Yarats 2019, equations 3 and 4, arXiv:1810.06801.  Same as pytorch_optimizer.QHM.
    Libraries:
        pytorch_optimizer.QHM: lr, momentum, nu, weight_decay, weight_decouple = decoupled_weight_decay
    """

    name: ClassVar[str] = "qhm"
    title: ClassVar[str] = "QHM"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Ma & Yarats 2019, arXiv:1810.06801"
    memory: ClassVar[tuple[str, ...]] = ("b",)

    lr: LearningRate = 1e-3
    momentum: Decay = 0.999
    nu: Friction = 0.7
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, nu = state["x"], at(self.lr, t), at(self.nu, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        b = ema(state["b"], g, at(self.momentum, t))
        return {"x": x - lr * ((1 - nu) * g + nu * b), "b": b}
