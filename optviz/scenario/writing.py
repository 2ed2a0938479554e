"""From a Scenario back to plain data and to the text of a scenario file."""

from __future__ import annotations

import dataclasses
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from optviz.optimizers import Optimizer
from optviz.scenario.declared import fields, leaves
from optviz.scenario.labels import usual_title
from optviz.scenario.model import REPLACED, Scenario, Traces, holders, inside, settings_without
from optviz.scenario.parts import LOOPS
from optviz.scenario.yaml12 import resolve
from optviz.schedules import Schedule
from optviz.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from optviz.scenario.model import Point, Run
    from optviz.surfaces import Surface

    Writer = Callable[[Any], Any]


def to_mapping(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain data: the file's own keys in their order, every default filled in, all of it JSON.

    Of an optimizer's entry, a hyper-parameter that varies is left out, unless the entry keeps its own value. Two
    scenarios with equal mappings make the same picture.
    """
    run = partial(_run, _varying(scenario))
    full = {
        "title": scenario.title,
        "description": scenario.description,
        "math": scenario.math,
        "surface": _surface(scenario.surface),
        "bounds": plain(scenario.bounds),
        "start": _points(scenario.starts),
        "steps": scenario.steps,
        "seed": scenario.seed,
        "optimizers": list(map(run, scenario.runs)),
        "vary": _vary(scenario, {"surface": _surface, "start": _points, "optimizer": run}, _value),
        "gradient": plain(scenario.gradient),
        "views": [{"name": view.name, **plain(view)} for view in scenario.views],
        "traces": plain(scenario.traces),
        "output": {**plain(scenario.output), "loop": _loop(scenario.output.loop)},
    }
    return {key: value for key, value in full.items() if key not in _left_out(scenario)}


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
    lists = {key: _points(found) for key, found in points.items()}
    return {"expression": surface.expression, "bounds": plain(surface.bounds), **lists}


def _points(points: Iterable[Point]) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in points]


def _run(varying: frozenset[str], run: Run) -> dict[str, Any]:
    color = {} if run.color is None else {"color": run.color}
    return {**_method(run.optimizer, varying - run.kept), "label": run.label, **color}


def _method(optimizer: Optimizer, varied: frozenset[str] = frozenset()) -> dict[str, Any]:
    return {"name": optimizer.name, **settings_without(plain(optimizer), optimizer, varied)}


def _loop(loop: int) -> str | int:
    return next((word for word, number in LOOPS.items() if number == loop), loop)


# What varies.


def _left_out(scenario: Scenario) -> set[str]:
    """The keys whose place `vary` takes, itself where nothing varies, and the bounds where surfaces bring their own."""
    varied = {each.key: each.values for each in scenario.vary}
    own = any(surface.bounds != scenario.bounds for surface in varied.get("surface", ()))
    replaced = {REPLACED[key] for key in varied if key in REPLACED}
    return replaced | ({"bounds"} if own else set()) | (set() if varied else {"vary"})


def _varying(scenario: Scenario) -> frozenset[str]:
    """The hyper-parameters that vary."""
    return frozenset(each.key for each in scenario.vary if each.key not in REPLACED)


def _vary(scenario: Scenario, writers: Mapping[str, Writer], value: Callable[..., Any]) -> dict[str, list[Any]]:
    """What varies, by its key.

    Args: writers: of what is no hyper-parameter.  value: of what is; its first argument is what else varies.
    """
    varying = _varying(scenario)
    return {
        each.key: list(map(writers.get(each.key, partial(value, varying - {each.key})), each.values))
        for each in scenario.vary
    }


def _value(varied: frozenset[str], value: Any) -> Any:
    return _method(value, varied) if isinstance(value, Optimizer) else _plain(value, whole=True)


# The short form: what a person would write.


def _short(scenario: Scenario) -> dict[str, Any]:
    full = to_mapping(scenario)
    usual = {
        **{key: field.default for key, field in fields(Scenario).items() if not field.required},
        "title": usual_title(scenario.surface, scenario.vary),
        "bounds": None if "surface" in (each.key for each in scenario.vary) else plain(scenario.surface.bounds),
        "gradient": plain(fields(Scenario)["gradient"].default),
        "views": [{"name": view.name, **plain(view)} for view in fields(Scenario)["views"].default],
    }
    output = fields(Scenario)["output"].default
    run = partial(_short_run, _varying(scenario))
    writers: dict[str, Writer] = {"surface": _short_surface, "start": _short_points, "optimizer": run}
    short = {
        **full,
        "surface": _short_surface(scenario.surface),
        "start": _short_points(scenario.starts),
        "optimizers": list(map(run, scenario.runs)),
        "vary": _vary(scenario, writers, _short_value),
        "gradient": _differing(full["gradient"], usual["gradient"]),
        "views": [_named({"name": view.name, **plain(view)}, defaults(type(view))) for view in scenario.views],
        "traces": _differing(full["traces"], defaults(Traces)),
        "output": _differing(full["output"], {**plain(output), "loop": _loop(output.loop)}),
    }
    return {key: value for key, value in short.items() if key in full and value != {} and full[key] != usual.get(key)}


def _short_surface(surface: Surface) -> str | dict[str, Any]:
    return _named(_surface(surface), _surface_defaults(surface))


def _short_points(points: Sequence[Point]) -> list[Any]:
    """A list of points; the point itself where there is one."""
    found = _points(points)
    return found if len(found) > 1 else found[0]


def _short_run(varying: frozenset[str], run: Run) -> str | dict[str, Any]:
    short = _short_method(run.optimizer, varying - run.kept, run.kept)
    color = {} if run.color is None else {"color": run.color}
    own = _differing({"label": run.label, **color}, {"label": run.optimizer.title})
    return {**({"name": short} if isinstance(short, str) else short), **own} if own else short


def _short_method(
    optimizer: Optimizer, varied: frozenset[str], kept: frozenset[str] = frozenset()
) -> str | dict[str, Any]:
    """What differs from an optimizer's defaults, or is kept from varying; the optimizers inside it are short too."""
    within, names = inside(optimizer), fields(type(optimizer)).keys()
    deeper = varied - names, kept - names
    told = kept | {name for name, each in within.items() if any(next(holders(each, key), None) for key in deeper[1])}
    usual = {key: value for key, value in defaults(type(optimizer)).items() if key not in told}
    short = _named(_method(optimizer, varied), usual)
    if isinstance(short, str):
        return short
    return short | {name: _short_method(each, *deeper) for name, each in within.items() if name in short}


def _short_value(varied: frozenset[str], value: Any) -> Any:
    return _short_method(value, varied) if isinstance(value, Optimizer) else _plain(value, whole=True)


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
