"""Elastic averaging SGD: workers tied to a centre by springs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Le

from optviz.arrays import np
from optviz.optimizers.base import LearningRate, Optimizer, State, at
from optviz.optimizers.families import stages
from optviz.optimizers.families.workers import Count, Workers, repeated

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class EASGD(Workers, Optimizer):
    """EASGD: every worker walks by SGD, tied to a common centre by a spring; x is the centre.

        x_i <- x_i - lr g(x_i) - alpha (x_i - x)          x <- x + alpha sum_i (x_i - x)
        both from the values before the step; the terms with alpha in steps 1, 1 + tau, 1 + 2 tau, ... only

    The synchronous form: all workers move in every step, so only noise on their gradients makes them differ;
    without it they are one path. With alpha = 0 every worker walks by SGD alone, and the centre stays.

    Args: lr: step size, > 0, a number or a schedule.  workers: from 1 to 1000.  alpha: the springs' strength in [0, 1];
        0.9 / workers if left out, as in the paper.  tau: >= 1, steps from one exchange with the centre to the next.
    State: workers: x_i, (..., W, 2), drawn beside x.  Cost per step: one gradient per worker.
    Raises: ParameterError where a number is out of range.
    Reference: Zhang, Choromanska & LeCun 2015, equations 3 and 4, arXiv:1412.6651.
    """

    name: ClassVar[str] = "easgd"
    title: ClassVar[str] = "EASGD"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "Zhang, Choromanska & LeCun 2015, arXiv:1412.6651"
    recorded: ClassVar[tuple[str, ...]] = ("workers",)
    companions: ClassVar[tuple[str, ...]] = ("workers",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.NOISY_RAVINE)

    lr: LearningRate = 1e-3
    workers: Count = 4
    alpha: Annotated[float | None, Ge(0), Le(1)] = None
    tau: Count = 1

    def init(self, x: Array) -> State:
        """The state before step 1: workers and centre are at the start."""
        return {"x": x, "workers": repeated(x, self.workers)}

    def effort(self, runs: int) -> float:
        """That of its workers' gradients too."""
        return super().effort(runs) + 4e-7 * runs * self.workers

    def calls(self) -> int:
        """One for each worker."""
        return self.workers

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above: every worker's."""
        x, before = state["x"], state["workers"]
        workers = before - at(self.lr, t) * oracle.grad(before)
        if (t - 1) % self.tau:
            return {"x": x, "workers": workers}
        pulls = self._strength * (before - x[..., np.newaxis, :])
        # One after the other: a reduction may add in an order that depends on the batch.
        together = sum(pulls[..., worker, :] for worker in range(self.workers))
        return {"x": x + together, "workers": workers - pulls}

    @property
    def _strength(self) -> float:
        return 0.9 / self.workers if self.alpha is None else self.alpha
