"""From a Scenario back to plain data and to the text of a scenario file."""

from __future__ import annotations

from typing import Any

from optviz.parsing.flow import flow
from optviz.scenario.cells import REPLACED
from optviz.scenario.labels import usual_title
from optviz.scenario.model import SCENARIO, Scenario
from optviz.scenario.output import Matrix


def to_mapping(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain data: the file's own keys in their order, every default filled in, all of it JSON.

    An optimizer's entry leaves out a hyper-parameter that varies, unless it keeps its own value. Two scenarios with
    equal mappings make the same picture.
    """
    return _without(SCENARIO.write(scenario), _left_out(scenario))


def to_yaml(scenario: Scenario) -> str:
    """A scenario as the text of a file that reads back as the same scenario, without what is a default."""
    lines: list[str] = []
    for key, value in _short(scenario).items():
        if key == "vary":
            lines += [f"{key}:", *(f"  {name}: {flow(values)}" for name, values in value.items())]
        elif key in {"optimizers", "views", "notes"} or (isinstance(value, list) and isinstance(value[0], list)):
            lines += [f"{key}:", *(f"  - {flow(item)}" for item in value)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"


def _short(scenario: Scenario) -> dict[str, Any]:
    """The values that differ from the defaults, and from those that follow from other keys."""
    usual = set()
    if scenario.title == usual_title(scenario.surface, scenario.vary):
        usual.add("title")
    if scenario.bounds == scenario.surface.bounds and "surface" not in {each.key for each in scenario.vary}:
        usual.add("bounds")
    found = {"title": scenario.title, **SCENARIO.write(scenario, short=True)}  # an empty title is not the default title
    return _without(found, _left_out(scenario) | usual)


def _without(mapping: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _left_out(scenario: Scenario) -> set[str]:
    """The keys that `vary` replaces, `vary` and `matrix` if they are empty, and `bounds` if surfaces have their own."""
    varied = {each.key: each.values for each in scenario.vary}
    own = any(surface.bounds != scenario.bounds for surface in varied.get("surface", ()))
    replaced = {REPLACED[key] for key in varied if key in REPLACED}
    empty = {key for key, usual in (("vary", ()), ("matrix", Matrix())) if getattr(scenario, key) == usual}
    return replaced | ({"bounds"} if own else set()) | empty
