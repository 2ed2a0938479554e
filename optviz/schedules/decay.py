"""Values multiplied by a factor now and then: every few steps, at given steps, or at every step."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Ge, Gt

from optviz.errors import ParameterError
from optviz.schedules.base import Scaled


@dataclass(frozen=True)
class Step(Scaled):
    """Multiplied by gamma every `step_size` steps.

        value = initial gamma^floor(n / step_size)

    Args: initial: the first value.  step_size: >= 1.  gamma: > 0.
    Reference: same as torch.optim.lr_scheduler.StepLR.
    """

    name: ClassVar[str] = "step"
    title: ClassVar[str] = "Step decay"
    shown: ClassVar = {"initial": 0.1, "step_size": 25, "gamma": 0.5}

    initial: float
    step_size: Annotated[int, Ge(1)] = 30
    gamma: Annotated[float, Gt(0)] = 0.1

    def factor_after(self, done: int) -> float:
        """The power of gamma above, n = done."""
        return float(self.gamma ** (done // self.step_size))


@dataclass(frozen=True)
class Multistep(Scaled):
    """Multiplied by gamma at each milestone.

        value = initial gamma^(number of milestones <= n)

    Args: initial: the first value.  milestones: numbers of steps, ascending.  gamma: > 0.
    Raises: ParameterError where the milestones do not ascend.
    Reference: same as torch.optim.lr_scheduler.MultiStepLR.
    """

    name: ClassVar[str] = "multistep"
    title: ClassVar[str] = "Multi-step decay"
    shown: ClassVar = {"initial": 0.1, "milestones": [30, 60, 80], "gamma": 0.4}

    initial: float
    milestones: Annotated[tuple[int, ...], Ge(1)]
    gamma: Annotated[float, Gt(0)] = 0.1

    def __post_init__(self) -> None:
        object.__setattr__(self, "milestones", tuple(self.milestones))
        super().__post_init__()
        if list(self.milestones) != sorted(self.milestones):
            raise ParameterError("milestones", "must ascend")

    def factor_after(self, done: int) -> float:
        """The power of gamma above, n = done."""
        return float(self.gamma ** bisect_right(self.milestones, done))


@dataclass(frozen=True)
class Exponential(Scaled):
    """Multiplied by gamma at every step.

        value = initial gamma^n

    Args: initial: the first value.  gamma: > 0.
    Reference: same as torch.optim.lr_scheduler.ExponentialLR.
    """

    name: ClassVar[str] = "exponential"
    title: ClassVar[str] = "Exponential decay"
    shown: ClassVar = {"initial": 0.1, "gamma": 0.97}

    initial: float
    gamma: Annotated[float, Gt(0)] = 0.99

    def factor_after(self, done: int) -> float:
        """The power of gamma above, n = done."""
        return float(self.gamma**done)
