"""The schedules: hyper-parameters that change from step to step, with torch.optim.lr_scheduler's meanings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optviz.registry import Registry
from optviz.schedules.base import Rate, Reactive, Schedule, at

__all__ = ["SCHEDULES", "Rate", "Reactive", "Schedule", "at", "schedule"]

SCHEDULES: Registry[type[Schedule]] = Registry("optviz.schedules", Schedule, "schedule")


def schedule(name: str, **parameters: Any) -> Schedule:
    """A schedule by its name, with its parameters under their own or their other spellings.

    Raises: UnknownNameError where no schedule has the name.  ParameterError where a parameter is out of
        range.
    """
    found = SCHEDULES[name]
    return found(**{found.aliases.get(spelling, spelling): _made(value) for spelling, value in parameters.items()})


def _made(value: Any) -> Any:
    """Nested schedules from plain data."""
    if isinstance(value, Mapping) and "schedule" in value:
        return schedule(**{"name" if key == "schedule" else key: item for key, item in value.items()})
    return tuple(map(_made, value)) if isinstance(value, list | tuple) else value


def __getattr__(name: str) -> Any:
    return SCHEDULES.of_class(name)
