"""From a Scenario back to plain data and to the text of a scenario file."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from optviz.parameters.scalars import resolve
from optviz.scenario.cells import REPLACED
from optviz.scenario.labels import usual_title
from optviz.scenario.model import SCENARIO, Scenario


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
            lines += [f"{key}:", *(f"  {name}: {_flow(values)}" for name, values in value.items())]
        elif key in {"optimizers", "views"} or (key == "start" and isinstance(value[0], list)):
            lines += [f"{key}:", *(f"  - {_flow(item)}" for item in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
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
    """The keys that `vary` replaces, `vary` itself where nothing varies, and `bounds` where surfaces have their own."""
    varied = {each.key: each.values for each in scenario.vary}
    own = any(surface.bounds != scenario.bounds for surface in varied.get("surface", ()))
    replaced = {REPLACED[key] for key in varied if key in REPLACED}
    return replaced | ({"bounds"} if own else set()) | (set() if varied else {"vary"})


# Text. Values are written so that a reader of YAML 1.1 and one of 1.2 agree on them.

_BARE: Final = re.compile(r"[A-Za-z_][\w-]*( [A-Za-z_][\w-]*)*", re.ASCII)
_OLD_WORDS: Final = {"yes", "no", "on", "off", "y", "n"}


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items() if item is not None) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return _float(value) if isinstance(value, float) else json.dumps(value)


def _text(text: str) -> str:
    safe = _BARE.fullmatch(text) and text.lower() not in _OLD_WORDS and resolve(text) == text
    return text if safe else json.dumps(text, ensure_ascii=False)


def _float(number: float) -> str:
    """The shortest text that reads back as the same number, with the point that YAML 1.1 wants."""
    digits, exponent, power = repr(number).partition("e")
    return (digits if "." in digits else f"{digits}.0") + exponent + power
