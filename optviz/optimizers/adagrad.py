"""AdaGrad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge

from optviz.arrays import np
from optviz.optimizers.base import Amount, Eps, LearningRate, Optimizer, State, at, decayed
from optviz.optimizers.families.anatomy import scaled

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle
    from optviz.trajectory import Part


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """AdaGrad: each coordinate's steps shrink with the gradients it has already seen.

        G <- G + g^2          x <- x - lr_t g / (sqrt(G) + eps),  lr_t = lr / (1 + (t - 1) lr_decay)

    Args: lr: step size, > 0, a number or a schedule.  lr_decay: >= 0.  weight_decay: >= 0, adds
        weight_decay x to g.  initial_accumulator_value: >= 0, what G starts from (0.1 in Keras and optax).
        eps: >= 0.  eps_inside: divide by sqrt(G + eps), as in Ruder 2016.  decoupled_weight_decay:
        x <- x - lr_t weight_decay x before the step instead.
    State: G: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a.html.  Same as torch.optim.Adagrad.
    Libraries:
        torch.optim.Adagrad: lr, lr_decay, weight_decay, initial_accumulator_value, eps
        optax.adagrad (eps_inside true): learning_rate = lr, initial_accumulator_value, eps
        keras.optimizers.Adagrad (eps_inside true, decoupled_weight_decay true): learning_rate = lr,
            initial_accumulator_value, epsilon = eps, weight_decay
    """

    name: ClassVar[str] = "adagrad"
    title: ClassVar[str] = "AdaGrad"
    color: ClassVar[str] = "#009E73"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a.html"

    lr: LearningRate = 1e-2
    lr_decay: Amount = 0.0
    weight_decay: Amount = 0.0
    initial_accumulator_value: Annotated[float, Ge(0)] = 0.0
    eps: Eps = 1e-10
    eps_inside: bool = False
    decoupled_weight_decay: bool = False

    def init(self, x: Array) -> State:
        """The state before step 1: G holds the initial accumulator value."""
        return {"x": x, "G": np.full_like(x, self.initial_accumulator_value)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], self._rate(t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        total = state["G"] + g * g
        return {"x": x - lr * g / self._root(total), "G": total}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the gradient, and its scaling, lr_t / (sqrt(G) + eps)."""
        lr = self._rate(t)
        shrinking = lr * at(self.weight_decay, t) if self.decoupled_weight_decay else None
        return scaled(before, after, lr / self._root(after["G"]), shrinking)

    def _rate(self, t: int) -> float:
        return at(self.lr, t) / (1 + (t - 1) * at(self.lr_decay, t))

    def _root(self, total: Array) -> Array:
        return np.sqrt(total + self.eps) if self.eps_inside else np.sqrt(total) + self.eps
