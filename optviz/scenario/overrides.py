"""A scenario with another output: what options of the command line change, checked as a file is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

from optviz.encoders import ENCODERS
from optviz.errors import ParameterError, UnknownNameError, suggestion
from optviz.scenario import budget
from optviz.scenario.declared import MismatchError, check, fields
from optviz.scenario.model import Output

if TYPE_CHECKING:
    from optviz.scenario.model import Scenario

_SMALLEST: Final = 200
"""Pixels of a draft's shorter side, below which hardly anything has room; a picture that has fewer keeps its size."""


def override(scenario: Scenario, *, draft: bool = False, **changes: Any) -> Scenario:
    """The scenario with other output options.

    Args: draft: half the size, as far as that leaves 200 pixels, and a tenth of the frames, unless given.
        changes: Output's fields by name; None leaves one as it is.
    Raises: ParameterError where a value does not fit or a budget is exceeded.  UnknownNameError for a format.
    """
    wanted: dict[str, Any] = {key: _value(key, value) for key, value in changes.items() if value is not None}
    output = dataclasses.replace(_drafted(scenario.output) if draft else scenario.output, **wanted)
    changed = dataclasses.replace(scenario, output=output)
    _check_transparency(output)
    for path, message in budget.exceeded(changed):
        raise ParameterError(path[-1], message)
    return changed


def _value(key: str, value: object) -> object:
    if key not in fields(Output):
        raise ParameterError(key, f"not an option of the output{suggestion(key, fields(Output))}")
    plain = tuple(value) if isinstance(value, list) else value
    try:
        checked = check(fields(Output)[key].hint, plain)
    except MismatchError as error:
        raise ParameterError(key, error.message) from None
    return _formats(checked) if key == "formats" else checked


def _formats(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ParameterError("formats", "expected at least one")
    for name in names:
        if name not in ENCODERS:
            raise UnknownNameError("format", name[:80], ENCODERS)
    return tuple(dict.fromkeys(names))


def _check_transparency(output: Output) -> None:
    opaque = [name for name in output.formats if not ENCODERS[name].transparency]
    if output.background == "transparent" and opaque:
        raise ParameterError("background", f"{' and '.join(opaque)} cannot be transparent")


def _drafted(output: Output) -> Output:
    share = min(1.0, max(0.5, _SMALLEST / min(output.size)))
    width, height = (int(share * side / 2) * 2 for side in output.size)
    return dataclasses.replace(output, size=(width, height), fps=max(1, output.fps // 10))
