"""The schedules: hyper-parameters that change from step to step, with torch.optim.lr_scheduler's meanings."""

from __future__ import annotations

from typing import Any

from optviz.registry import Registry
from optviz.schedules.base import Rate, Schedule, at

__all__ = ["SCHEDULES", "Rate", "Schedule", "at", "schedule"]

SCHEDULES: Registry[type[Schedule]] = Registry("optviz.schedules", Schedule, "schedule")


def schedule(name: str, **parameters: Any) -> Schedule:  # noqa: ANN401  (each schedule has its own)
    """A schedule by its name, with its parameters under their own or their other spellings.

    Raises: UnknownNameError where no schedule has the name.  ParameterError where a parameter is out of
        range.
    """
    found = SCHEDULES[name]
    return found(**{found.aliases.get(spelling, spelling): value for spelling, value in parameters.items()})


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a class of the catalogue)
    return SCHEDULES.of_class(name)
