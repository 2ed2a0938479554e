"""ASGD: gradient descent whose iterates are averaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge

from optviz.arrays import np
from optviz.optimizers.base import Amount, LearningRate, Optimizer, State, at, with_decay
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class ASGD(Optimizer):
    """ASGD: steps that shrink slowly, and the mean of where they led from step t0 on.

        eta = lr / (1 + lambd lr (t - 1))^alpha          x <- (1 - lambd eta) x - eta g
        average <- average + (x - average) / max(1, t - 1 - t0)

    The average is drawn beside x and never steps. Up to step t0 + 2 it is x; with torch's t0 of a million it
    stays so.

    Args: lr: step size, > 0, a number or a schedule; torch lets a schedule act one step late.  lambd: >= 0,
        decay of x, and how soon steps shrink.  alpha: >= 0, how much they shrink.  t0: >= 0, the step from
        which on to average.  weight_decay: >= 0, adds weight_decay x to g.
    State: average: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Polyak & Juditsky 1992, doi:10.1137/0330046; in this form Bottou 2010 and Xu 2011,
        arXiv:1107.2490.  Same as torch.optim.ASGD.
    Libraries:
        torch.optim.ASGD: lr, lambd, alpha, t0, weight_decay
        pytorch_optimizer.ASGD: another rule: a rate that follows how the slope changes, and no average
    """

    name: ClassVar[str] = "asgd"
    title: ClassVar[str] = "ASGD"
    color: ClassVar[str] = "#D55E00"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Polyak & Juditsky 1992, doi:10.1137/0330046; Xu 2011, arXiv:1107.2490"
    recorded: ClassVar[tuple[str, ...]] = ("average",)
    companions: ClassVar[tuple[str, ...]] = ("average",)
    results: ClassVar[tuple[str, ...]] = ("average",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.NOISY_RAVINE)
    shown_with: ClassVar = {"t0": 5}

    lr: LearningRate = 1e-2
    lambd: Amount = 1e-4
    alpha: Amount = 0.75
    t0: Annotated[float, Ge(0)] = 1e6
    weight_decay: Amount = 0.0

    def init(self, x: Array) -> State:
        """The state before step 1: the average is the start."""
        return {"x": x, "average": x}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, lambd = state["x"], at(self.lr, t), at(self.lambd, t)
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        eta = lr / np.float64(1 + lambd * lr * (t - 1)) ** at(self.alpha, t)  # which may overflow
        x = (1 - lambd * eta) * x - eta * g
        count = t - 1 - self.t0
        average = state["average"] + (x - state["average"]) / count if count > 1 else x
        return {"x": x, "average": average}
