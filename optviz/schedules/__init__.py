"""The schedules: hyper-parameters that change from step to step, with torch.optim.lr_scheduler's meanings."""

from __future__ import annotations

from typing import Any

from optviz.parameters import Entry, make
from optviz.registry import Registry
from optviz.schedules.base import Rate, Reactive, Schedule, at

__all__ = ["SCHEDULES", "Rate", "Reactive", "Schedule", "at", "schedule"]

SCHEDULES: Registry[type[Schedule]] = Registry(
    "optviz.schedules",
    Schedule,
    "schedule",
    key="schedule",
    wanted="'schedule', as in {schedule: cosine, start: 0.1}",
)


def schedule(name: str, **parameters: Any) -> Schedule:
    """A schedule by its name, with its parameters under their own or their other spellings.

    Raises: UnknownNameError where no schedule has the name.  ParameterError where a parameter is out of
        range.
    """
    found: Schedule = make(Entry(SCHEDULES), {"schedule": name, **parameters})
    return found


def __getattr__(name: str) -> Any:
    return SCHEDULES.of_class(name)
