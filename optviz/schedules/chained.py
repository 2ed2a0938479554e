"""Several schedules at once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import MaxLen, MinLen

from optviz.schedules.base import Recurrent, Schedule
from optviz.schedules.sequential import check_parts

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True)
class Chained(Recurrent):
    """Several schedules at once: at every step each changes what those before it gave.

        value <- value factor_i(n) / factor_i(n - 1),   i = 1, 2, ...,   factor_i = schedules[i] / its initial

    The value begins with the first schedule's. A cosine with an eta_min changes the distance to eta_min in this way.
    What is no factor of an initial value (cyclic, expression, lambda, one_cycle, sequential, warm_restarts) sets the
    value anew at every step, so that of those before it nothing is left: it belongs to the front.

    Args: schedules: the schedules; in torch all have the same initial value.
    Raises: ParameterError where a schedule reacts to values.
    Reference: same as torch.optim.lr_scheduler.ChainedScheduler.
    """

    name: ClassVar[str] = "chained"
    title: ClassVar[str] = "All at once"
    aliases: ClassVar[dict[str, str]] = {"schedulers": "schedules"}
    shown: ClassVar = {
        "schedules": [
            {"schedule": "linear", "initial": 0.1, "start_factor": 0.1, "total_iters": 20},
            {"schedule": "exponential", "initial": 0.1, "gamma": 0.98},
        ]
    }

    schedules: Annotated[tuple[Schedule, ...], MinLen(1), MaxLen(20)]

    def __post_init__(self) -> None:
        object.__setattr__(self, "schedules", tuple(self.schedules))
        super().__post_init__()
        check_parts(self.schedules)

    @property
    def first(self) -> float:
        """The first schedule's first value, changed by the others."""
        value = self.schedules[0].after(0)
        for each in self.schedules[1:]:
            value = each.changed(value, 0)
        return value

    def changed(self, now: float, done: int) -> float:
        """The value now, changed by each schedule in turn."""
        for each in self.schedules:
            now = each.changed(now, done)
        return now

    @property
    def effort(self) -> int:
        """That of all its schedules."""
        return sum(each.effort for each in self.schedules)

    def bind(self, steps: int) -> Self:
        """This chain for a run of so many steps: a length left out becomes the run's."""
        return dataclasses.replace(self, schedules=tuple(each.bind(steps) for each in self.schedules))
