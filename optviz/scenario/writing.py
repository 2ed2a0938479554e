"""From a Scenario back to plain data and to the text of a scenario file."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any, Final

from optviz.optimizers import Optimizer
from optviz.scenario.declared import fields, leaves
from optviz.scenario.model import Scenario
from optviz.scenario.reading import LOOPS
from optviz.scenario.yaml12 import resolve
from optviz.schedules import Schedule
from optviz.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.scenario.model import Run
    from optviz.surfaces import Surface


def to_mapping(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain data: the file's own keys in their order, every default filled in, all of it JSON.

    Two scenarios with equal mappings make the same picture.
    """
    return {
        "title": scenario.title,
        "description": scenario.description,
        "math": scenario.math,
        "surface": _surface(scenario.surface),
        "bounds": plain(scenario.bounds),
        "start": [[float(x), float(y)] for x, y in scenario.starts],
        "steps": scenario.steps,
        "seed": scenario.seed,
        "optimizers": [_run(run) for run in scenario.runs],
        "gradient": plain(scenario.gradient),
        "views": [{"name": view.name, **plain(view)} for view in scenario.views],
        "output": {**plain(scenario.output), "loop": _loop(scenario.output.loop)},
    }


def to_yaml(scenario: Scenario) -> str:
    """A scenario as the text of a file that reads back as the same scenario, without what is a default."""
    lines: list[str] = []
    for key, value in _short(scenario).items():
        if key in {"optimizers", "views"} or (key == "start" and isinstance(value[0], list)):
            lines += [f"{key}:", *(f"  - {_flow(item)}" for item in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def plain(instance: Any) -> dict[str, Any]:
    """A dataclass's parameters by name as plain data; a number where a float is declared is a float."""
    return {
        name: _plain(getattr(instance, name), whole=int in leaves(field.hint))
        for name, field in fields(type(instance)).items()
    }


def _plain(value: Any, *, whole: bool) -> Any:
    if isinstance(value, Schedule):
        return {"schedule": value.name, **plain(value)}
    if isinstance(value, Optimizer):
        return _method(value)
    if dataclasses.is_dataclass(value):
        return plain(value)
    if isinstance(value, tuple | list):
        return [_plain(item, whole=whole) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and not whole:
        return float(value)
    return value


def _surface(surface: Surface) -> dict[str, Any]:
    if surface.name != "expression":
        return {"name": surface.name, **{key: float(value) for key, value in surface.parameters.items()}}
    points = {"minimizers": surface.minimizers, "kinks": surface.kinks}
    lists = {key: [[float(x), float(y)] for x, y in found] for key, found in points.items()}
    return {"expression": surface.expression, "bounds": plain(surface.bounds), **lists}


def _run(run: Run) -> dict[str, Any]:
    color = {} if run.color is None else {"color": run.color}
    return {**_method(run.optimizer), "label": run.label, **color}


def _method(optimizer: Optimizer) -> dict[str, Any]:
    return {"name": optimizer.name, **plain(optimizer)}


def _loop(loop: int) -> str | int:
    return next((word for word, number in LOOPS.items() if number == loop), loop)


# The short form: what a person would write.


def _short(scenario: Scenario) -> dict[str, Any]:
    full = to_mapping(scenario)
    usual = {
        **{key: field.default for key, field in fields(Scenario).items() if not field.required},
        "title": scenario.surface.title,
        "bounds": plain(scenario.surface.bounds),
        "gradient": plain(fields(Scenario)["gradient"].default),
        "views": [{"name": view.name, **plain(view)} for view in fields(Scenario)["views"].default],
    }
    output = fields(Scenario)["output"].default
    short = {
        **full,
        "surface": _named(full["surface"], _surface_defaults(scenario.surface)),
        "start": full["start"] if len(full["start"]) > 1 else full["start"][0],
        "optimizers": [_short_run(run) for run in scenario.runs],
        "gradient": _differing(full["gradient"], usual["gradient"]),
        "views": [_named({"name": view.name, **plain(view)}, defaults(type(view))) for view in scenario.views],
        "output": _differing(full["output"], {**plain(output), "loop": _loop(output.loop)}),
    }
    return {key: value for key, value in short.items() if value != {} and (key not in usual or full[key] != usual[key])}


def _short_run(run: Run) -> str | dict[str, Any]:
    usual = {**defaults(type(run.optimizer)), "label": run.optimizer.title}
    return _inside_short(_named(_run(run), usual), run.optimizer)


def _short_method(optimizer: Optimizer) -> str | dict[str, Any]:
    return _inside_short(_named(_method(optimizer), defaults(type(optimizer))), optimizer)


def _inside_short(values: str | dict[str, Any], optimizer: Optimizer) -> str | dict[str, Any]:
    """What is left of an optimizer's parameters, with the optimizers inside it short too."""
    if isinstance(values, str):
        return values
    inside = {key: getattr(optimizer, key, None) for key in values}
    return values | {key: _short_method(each) for key, each in inside.items() if isinstance(each, Optimizer)}


def _surface_defaults(surface: Surface) -> dict[str, Any]:
    if surface.name not in SURFACES:
        return {"minimizers": [], "kinks": []}
    return dict(SURFACES[surface.name].parameters)


def defaults(declared: type[Any], *skip: str) -> dict[str, Any]:
    """The defaults of a dataclass's parameters as plain data, of those that have one and are not skipped."""
    known = (field for name, field in fields(declared).items() if name not in skip and not field.required)
    return {field.name: _plain(field.default, whole=int in leaves(field.hint)) for field in known}


def _differing(values: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in usual or value != usual[key]}


def _named(values: Mapping[str, Any], usual: Mapping[str, Any]) -> str | dict[str, Any]:
    """What differs from the defaults; the bare name where nothing does."""
    short = _differing(values, usual)
    return str(short["name"]) if short.keys() == {"name"} else short


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
