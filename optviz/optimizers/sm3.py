"""SM3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import Decay, Eps, LearningRate, Optimizer, State, at, ema

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class SM3(Optimizer):
    """SM3: AdaGrad whose sums of squares are shared along a matrix's rows and columns, with an average.

        G <- G + g^2 (or max(G, beta G + (1 - beta) g^2) where beta > 0)
        m <- momentum m + (1 - momentum) g / sqrt(G + eps)          x <- x - lr m

    The point (x, y) is a vector: nothing is shared, and what remains is AdaGrad with a moving average. A
    coordinate that has felt no gradient does not move.

    Args: lr: step size, > 0, a number or a schedule; optax has no default, pytorch_optimizer this one.
        momentum: in [0, 1).  eps: >= 0, inside the root.  beta: in [0, 1); where it is not 0, beta G + (1 - beta) g^2
        stands under the root, and G is its maximum.
    State: G, m: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Anil et al. 2019, Algorithm SM3-II, arXiv:1901.11150.  Same as optax.sm3.
    Libraries:
        optax.sm3: learning_rate = lr, momentum
        pytorch_optimizer.SM3: lr, momentum, beta, eps
    """

    name: ClassVar[str] = "sm3"
    title: ClassVar[str] = "SM3"
    color: ClassVar[str] = "#A6761D"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Anil et al. 2019, arXiv:1901.11150"
    memory: ClassVar[tuple[str, ...]] = ("G", "m")

    lr: LearningRate = 0.1
    momentum: Decay = 0.9
    eps: Eps = 1e-8
    beta: Decay = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        g = oracle.grad(state["x"])
        beta = at(self.beta, t)
        total = ema(state["G"], g * g, beta) if beta else state["G"] + g * g
        # Where G is 0, so is g: any root will do.
        root = np.sqrt(np.where(total == 0, 1.0, total + self.eps))
        m = ema(state["m"], g / root, at(self.momentum, t))
        return {"x": state["x"] - at(self.lr, t) * m, "G": np.maximum(state["G"], total), "m": m}
