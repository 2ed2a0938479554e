"""A scenario with other output options, as from the command line, checked in the same way as a file."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import ParameterError, suggestion
from optviz.parameters import Switch, make, parameters
from optviz.scenario import budget
from optviz.scenario.fit import check_scenario
from optviz.scenario.output import Matrix, Output

if TYPE_CHECKING:
    from optviz.scenario.model import Scenario

_SMALLEST: Final = 200
"""Pixels of a draft's shorter side: with fewer, hardly anything has room. A smaller picture keeps its size."""
_SHARES: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Of width and height, from a draft's down to those of the picture itself."""


def override(scenario: Scenario, *, draft: bool = False, **changes: Any) -> Scenario:
    """The scenario with other output options, which take the place of those in its matrix.

    Args: draft: half the size, but not under 200 pixels, and a tenth of the frames, unless given.
        changes: Output's fields by name; None leaves one as it is, and several values become those of the matrix.
    Raises: ParameterError where a value does not fit or a budget is exceeded.  UnknownNameError for a format.
    """
    given = {key: value for key, value in changes.items() if value is not None}
    several = {
        key: make(parameters(Matrix)[key].kind, each, key) for key, each in given.items() if is_several(key, each)
    }
    wanted: dict[str, Any] = {key: _value(key, value) for key, value in given.items() if key not in several}
    drafted = make(Switch(), draft, "draft")
    output = dataclasses.replace(_drafted(scenario) if drafted else scenario.output, **wanted)
    settled = dict.fromkeys({*wanted, *(["size"] if drafted else [])} & parameters(Matrix).keys(), ())
    matrix = dataclasses.replace(scenario.matrix, **(settled | several))
    changed = dataclasses.replace(scenario, output=output, matrix=matrix)
    for each in changed.variants:
        check_scenario(each, each.output)
    silent = (run.label for run in changed.runs if not run.optimizer.calls())
    for _, message in output.pace.wrong(changed.steps, silent):
        raise ParameterError("pace", message)
    for path, message in budget.exceeded(changed):
        raise ParameterError(path[-1], message)
    return changed


def is_several(key: str, value: object) -> bool:
    """Whether a value of an option is a list of values that the matrix takes: a list of sizes, as each is a list."""
    if key not in parameters(Matrix) or not isinstance(value, list | tuple) or not value:
        return False
    return key != "size" or isinstance(value[0], list | tuple)


def _value(key: str, value: object) -> object:
    """A value, read as from a file."""
    if key not in parameters(Output):
        raise ParameterError(key, f"not an option of the output{suggestion(key, parameters(Output))}")
    return make(parameters(Output)[key].kind, value, key)


def _drafted(scenario: Scenario) -> Output:
    """The output of a draft: the smallest of some sizes in which all panels have room."""
    output = scenario.output
    least = min(1.0, max(_SHARES[0], _SMALLEST / min(output.size)))
    drafts = [_shrunk(output, share) for share in (least, *(each for each in _SHARES if each > least))]
    return next((draft for draft in drafts if _has_room(scenario, draft)), drafts[-1])


def _shrunk(output: Output, share: float) -> Output:
    width, height = (int(share * side / 2) * 2 for side in output.size)
    return dataclasses.replace(output, size=(width, height), fps=max(1, output.fps // 10))


def _has_room(scenario: Scenario, output: Output) -> bool:
    try:
        check_scenario(scenario, output)
    except ParameterError:
        return False
    return True
