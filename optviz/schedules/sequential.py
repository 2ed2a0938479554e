"""Schedules one after another."""

from __future__ import annotations

import dataclasses
import itertools
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, MaxLen, MinLen

from optviz.errors import ParameterError
from optviz.schedules.base import Reactive, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


@dataclass(frozen=True)
class Sequential(Schedule):
    """One schedule until the first milestone, the next from there to the second, and so on.

        value = schedules[i].after(n - milestones[i - 1]),   i = the number of milestones <= n

    Each begins anew where its turn comes, with its own initial value. A length left out is that of its turn.

    Args: schedules: the schedules, one more than there are milestones.  milestones: numbers of steps, ascending.
    Raises: ParameterError where these do not go together, or where a schedule reacts to values.
    Reference: same as torch.optim.lr_scheduler.SequentialLR.
    """

    name: ClassVar[str] = "sequential"
    title: ClassVar[str] = "One after another"
    aliases: ClassVar[dict[str, str]] = {"schedulers": "schedules"}
    shown: ClassVar = {
        "schedules": [
            {"schedule": "linear", "initial": 0.1, "start_factor": 0.1, "total_iters": 20},
            {"schedule": "cosine", "initial": 0.1, "T_max": 80},
        ],
        "milestones": [20],
    }

    schedules: Annotated[tuple[Schedule, ...], MinLen(1), MaxLen(20)]
    milestones: Annotated[tuple[int, ...], Ge(1)]

    def __post_init__(self) -> None:
        object.__setattr__(self, "schedules", tuple(self.schedules))
        object.__setattr__(self, "milestones", tuple(self.milestones))
        super().__post_init__()
        if any(after <= before for before, after in itertools.pairwise(self.milestones)):
            raise ParameterError("milestones", "must ascend")
        if len(self.schedules) != len(self.milestones) + 1:
            counts = f"{len(self.schedules)} schedules and {len(self.milestones)} milestones"
            raise ParameterError("milestones", f"there must be one fewer than schedules, not {counts}")
        check_parts(self.schedules)

    def after(self, done: int) -> float:
        """The value of the schedule whose turn it is."""
        turn = bisect_right(self.milestones, done)
        return self.schedules[turn].after(done - (0, *self.milestones)[turn])

    @property
    def effort(self) -> int:
        """That of the schedule with the greatest."""
        return max(each.effort for each in self.schedules)

    def bind(self, steps: int) -> Self:
        """This sequence for a run of so many steps: a length left out becomes that of the schedule's turn."""
        turns = itertools.pairwise((0, *self.milestones, max(steps, *self.milestones) if self.milestones else steps))
        bound = (each.bind(end - begin) for each, (begin, end) in zip(self.schedules, turns, strict=True))
        return dataclasses.replace(self, schedules=tuple(bound))


def check_parts(schedules: Iterable[Schedule]) -> None:
    """Find out whether schedules can be parts of another one.

    Raises: ParameterError where one reacts to values.
    """
    for each in schedules:
        if isinstance(each, Reactive):
            raise ParameterError("schedules", f"{each.name} reacts to values and cannot be one of several")
