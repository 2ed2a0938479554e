"""Rprop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Gt, Lt

from optviz.arrays import np
from optviz.optimizers.base import LearningRate, Optimizer, State, at
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Rprop(Optimizer):
    """Rprop: the gradient's sign alone, with a step for each coordinate that grows until the sign turns.

        s = g previous          step <- step etaplus if s > 0,  step etaminus if s < 0,  within the limits
        g <- 0 if s < 0         x <- x - step sign(g)         previous <- g

    Where the sign has turned, a coordinate rests for a step and does not turn its step again (iRprop-).
    optax.rprop changes its step one gradient later.

    Args: lr: the first step, > 0; a schedule counts at step 1 only.  etaminus: in (0, 1).  etaplus: > 1.
        step_size_min, step_size_max: > 0, the shortest and the longest step.
    State: previous, step: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a number is out of range.
    Reference: Riedmiller & Braun 1993, doi:10.1109/ICNN.1993.298623; Igel & Husken 2000, iRprop-.  Same as
        torch.optim.Rprop.
    Libraries:
        torch.optim.Rprop: lr, etas = (etaminus, etaplus), step_sizes = (step_size_min, step_size_max)
        optax.rprop: another rule: it changes its step one gradient later
    """

    name: ClassVar[str] = "rprop"
    title: ClassVar[str] = "Rprop"
    color: ClassVar[str] = "#B2182B"
    marker: ClassVar[str] = "pentagon"
    source: ClassVar[str] = "Riedmiller & Braun 1993, doi:10.1109/ICNN.1993.298623"
    memory: ClassVar[tuple[str, ...]] = ("previous", "step")
    shown: ClassVar = (stages.PLAIN, stages.RAVINE)

    lr: LearningRate = 1e-2
    etaminus: Annotated[float, Gt(0), Lt(1)] = 0.5
    etaplus: Annotated[float, Gt(1)] = 1.2
    step_size_min: Annotated[float, Gt(0)] = 1e-6
    step_size_max: Annotated[float, Gt(0)] = 50.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        g = oracle.grad(state["x"])
        agreement = g * state["previous"]
        before = at(self.lr, 1) if t == 1 else state["step"]
        step = np.clip(before * self._growth(agreement), self.step_size_min, self.step_size_max)
        g = np.where(agreement < 0, 0.0, g)
        return {"x": state["x"] - step * np.sign(g), "previous": g, "step": step}

    def _growth(self, agreement: Array) -> Array:
        return np.where(agreement > 0, self.etaplus, np.where(agreement < 0, self.etaminus, 1.0))
