"""Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import Array, np
from optviz.optimizers.base import LearningRate, Optimizer, State, at
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Newton(Optimizer):
    """Newton's method: a step to where the local quadratic model is flat, be that a minimum, a maximum or a saddle.

        x <- x - damping H^-1 g

    It goes to any stationary point: the step does not ask whether H is positive definite, and near a saddle or a
    maximum it goes there. Where H is singular there is no such step, and the run has diverged, unless g is 0: there
    it stays.

    Args: damping: step size, > 0, a number or a schedule; 1 is the full step.
    State: x alone.  Cost per step: one gradient and one Hessian.
    Raises: ParameterError where the damping is out of range.
    Reference: Nocedal & Wright 2006, Numerical Optimization, section 3.3, doi:10.1007/978-0-387-40065-5.
        Same as the rule in 50-digit arithmetic.
    """

    name: ClassVar[str] = "newton"
    title: ClassVar[str] = "Newton"
    color: ClassVar[str] = "#A6761D"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Nocedal & Wright 2006, section 3.3, doi:10.1007/978-0-387-40065-5"
    shown: ClassVar = (stages.BANANA, stages.SADDLE)

    damping: LearningRate = 1.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x = state["x"]
        return {"x": x - at(self.damping, t) * _solved(oracle.hess(x), oracle.grad(x))}


def _solved(matrix: Array, right: Array) -> Array:
    """The solutions of symmetric systems, (..., 2, 2) and (..., 2): not finite for a singular one, 0 for 0.

    By elimination, with the larger entry of the first column as its pivot.
    """
    (a, b, c), (f, g) = (matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 1]), (right[..., 0], right[..., 1])
    swap = abs(b) > abs(a)
    upper = [np.where(swap, second, first) for first, second in ((a, b), (b, c), (f, g))]
    lower = [np.where(swap, first, second) for first, second in ((a, b), (b, c), (f, g))]
    factor = lower[0] / upper[0]
    y = (lower[2] - factor * upper[2]) / (lower[1] - factor * upper[1])
    x = (upper[2] - upper[1] * y) / upper[0]
    flat = (f == 0) & (g == 0)
    return np.stack([np.where(flat, 0.0, x), np.where(flat, 0.0, y)], axis=-1)
