"""The JSON Schema of scenario files, for editors: made from the declarations that also read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from optviz.encoders import ENCODERS
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import GradientOptions, Noise
from optviz.scenario import budget
from optviz.scenario.declared import (
    core_schema,
    fields,
    surface_fields,
    takes_optimizer,
    takes_schedule,
    takes_schedules,
)
from optviz.scenario.model import REPLACED, Label, Output, Point, Scenario, Traces
from optviz.scenario.parts import COLOR, LOOPS
from optviz.scenario.writing import defaults
from optviz.schedules import SCHEDULES
from optviz.surfaces import SURFACES, Bounds
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optviz.schedules import Schedule

    Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema() -> Schema:
    """The JSON Schema, draft 2020-12, of scenario files, version 1."""
    own = {"name", "path", "starts", "runs", "surface", "bounds", "gradient", "views", "traces", "output", "vary"}
    properties = {
        **_properties(Scenario, *own),
        "surface": _ref("surface"),
        "bounds": _ref("bounds"),
        "start": _ref("start"),
        "optimizers": _list(_ref("optimizer"), budget.MAX_OPTIMIZERS),
        "gradient": _object(GradientOptions, noise={"anyOf": [_object(Noise), {"type": "null"}]}),
        "views": _list(_ref("view"), budget.MAX_VIEWS),
        "traces": _object(Traces),
        "output": _object(Output, formats=_formats(), loop=_loop()),
        "vary": _vary(),
    }
    return {
        "$schema": DRAFT,
        "title": "optviz scenario, version 1",
        **_closed({key: _described(key, part) for key, part in properties.items()}),
        "allOf": [_here_or_varied(key, own) for key, own in REPLACED.items()],
        "$defs": _definitions(),
    }


_DESCRIPTIONS: Final = {
    "title": "The figure's title; the surface's own if left out.",
    "description": "One or two sentences: the caption and the beginning of the alt text.",
    "math": "Whether $...$ in title, description and labels is mathematics.",
    "surface": "A catalogue surface by name, with its parameters, or an own expression.",
    "bounds": "What is drawn; the surface's own if left out.",
    "start": "Where the runs begin: [x, y], or a list of these.",
    "steps": "How many steps each optimizer takes.",
    "seed": "Every random number comes from it.",
    "optimizers": "The optimizers to compare, in the legend's order.",
    "gradient": "Noise and clipping of every gradient.",
    "views": "The panels, side by side.",
    "traces": "How the ways of the runs are drawn.",
    "output": "The files to make.",
    "vary": "Small multiples: what differs from column to column, and from row to row; an optimizer keeps what its own "
    "entry sets.",
}


def _described(key: str, part: Schema) -> Schema:
    return {"description": _DESCRIPTIONS[key], **part}


def _definitions() -> Schema:
    run = {"label": _generated(Label | None), "color": _color()}
    return {
        "point": _generated(Point),
        "start": {"anyOf": [_ref("point"), _list(_ref("point"), budget.MAX_STARTS)]},
        "bounds": _object(Bounds),
        "schedule": {"anyOf": [_schedule(entry) for entry in SCHEDULES.values()]},
        "optimizer": _or_of_a_library(
            _catalogue((name, entry, _summary(entry), _object(entry, **run)) for name, entry in OPTIMIZERS.items())
        ),
        "inner": _or_of_a_library(
            _catalogue((name, entry, _summary(entry), _object(entry)) for name, entry in OPTIMIZERS.items())
        ),
        "library_optimizer": _library_optimizer(run),
        "anything": _anything(),
        "view": _catalogue((name, entry, _summary(entry), _object(entry)) for name, entry in VIEWS.items()),
        "surface": _surfaces(),
    }


def _here_or_varied(key: str, own: str) -> Schema:
    """A key that stands in the file itself, or in vary and not in the file itself."""
    varied = {"required": ["vary"], "properties": {"vary": {"required": [key]}}}
    return {"oneOf": [{"required": [own]}, varied]}


def _vary() -> Schema:
    """Lists of what differs; hyper-parameters may be those of another library's optimizers too."""
    hints = {(name, field.hint): None for entry in OPTIMIZERS.values() for name, field in fields(entry).items()}
    bodies = {name: [_body(hint) for known, hint in hints if known == name] for name, _ in hints}
    parameters = {name: _several({"anyOf": each}) for name, each in sorted(bodies.items())}
    own = {key: _several(_ref(key)) for key in REPLACED}
    return {
        **_closed(parameters | own),
        "additionalProperties": _several(_ref("anything")),
        "minProperties": 1,
        "maxProperties": budget.MAX_VARIED,
    }


def _several(items: Schema) -> Schema:
    return {**_list(items, budget.MAX_VALUES, budget.MIN_VALUES), "uniqueItems": True}


def _or_of_a_library(own: Schema) -> Schema:
    return {"anyOf": [*own["anyOf"], _ref("library_optimizer")]}


def _library_optimizer(run: Schema) -> Schema:
    """Another library's own optimizer: its parameters are known where it is installed."""
    name = {"type": "string", "pattern": f"^({'|'.join(OPTIMIZERS.providers)}):[A-Za-z_][A-Za-z0-9_]*$"}
    body = {**_closed({"name": name, **run}, "name"), "additionalProperties": _ref("anything")}
    return {"description": "Another library's own optimizer, under its own names.", "anyOf": [name, body]}


def _anything() -> Schema:
    """What a hyper-parameter may be that only another library knows."""
    number = {"type": ["number", "boolean", "string", "null"]}
    return {"anyOf": [number, {"type": "array", "items": number}, _ref("schedule")]}


def _surfaces() -> Schema:
    found = _catalogue(
        (
            name,
            entry,
            entry.summary,
            _closed({key: _parameter(part.hint, part.default) for key, part in surface_fields(name).items()}),
        )
        for name, entry in SURFACES.items()
    )
    points = {"type": "array", "items": _ref("point"), "maxItems": budget.MAX_POINTS}
    text = {
        "type": ["string", "number"],
        "maxLength": budget.MAX_EXPRESSION,
        "description": "A formula in x and y.",
    }
    own = {"expression": text, "bounds": _ref("bounds"), "minimizers": points, "kinks": points}
    return {"anyOf": [*found["anyOf"], _closed(own, "expression", "bounds")]}


def _catalogue(entries: Iterable[tuple[str, Any, str, Schema]]) -> Schema:
    """A bare name, or an object with the name and that thing's own parameters."""
    names, objects = [], []
    for name, entry, summary, body in entries:
        told = {"title": entry.title, "description": summary}
        names.append({"const": name, **told})
        properties = {"name": {"const": name}, **body["properties"]}
        objects.append({**told, **_closed(properties, "name", *body.get("required", ()))})
    return {"anyOf": [*names, *objects]}


def _schedule(entry: type[Schedule]) -> Schema:
    properties = {"schedule": {"const": entry.name}, **_properties(entry)}
    spellings = {name: [name] for name in fields(entry)}
    for alias, name in ((alias, name) for alias, name in entry.aliases.items() if name in spellings):
        properties[alias] = {**properties[name], "description": f"The same as {name}."}
        spellings[name].append(alias)
    required = [names for name, names in spellings.items() if fields(entry)[name].required]
    body = _closed(properties, "schedule", *(names[0] for names in required if len(names) == 1))
    doubled = [_one_of(names, required=names in required) for names in spellings.values() if len(names) > 1]
    return {"title": entry.title, "description": _summary(entry), **body} | ({"allOf": doubled} if doubled else {})


def _one_of(names: Iterable[str], *, required: bool) -> Schema:
    """One spelling of a key, and not two."""
    each = [{"required": [name]} for name in names]
    return {"oneOf": each if required else [*each, {"not": {"anyOf": each}}]}


def _object(declared: type[Any], **special: Schema) -> Schema:
    required = (name for name, field in fields(declared).items() if field.required)
    return _closed({**_properties(declared, *special), **special}, *required)


def _properties(declared: type[Any], *skip: str) -> Schema:
    usual = defaults(declared, *skip)
    known = (field for field in fields(declared).values() if field.name not in skip)
    return {field.name: _parameter(field.hint, usual.get(field.name)) for field in known}


def _parameter(hint: Any, default: Any) -> Schema:
    return _body(hint) | ({} if default is None else {"default": default})


def _body(hint: Any) -> Schema:
    if takes_optimizer(hint):
        return _ref("inner")
    if takes_schedules(hint):
        return _list(_ref("schedule"), budget.MAX_SCHEDULES)
    return {"anyOf": [_generated(hint), _ref("schedule")]} if takes_schedule(hint) else _generated(hint)


def _generated(hint: Any) -> Schema:
    return GenerateJsonSchema().generate(core_schema(hint))


def _closed(properties: Mapping[str, Schema], *required: str) -> Schema:
    body: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return body | ({"required": list(required)} if required else {})


def _list(items: Schema, most: int, least: int = 1) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _formats() -> Schema:
    usual = defaults(Output)["formats"]
    return {**_list({"enum": list(ENCODERS)}, len(ENCODERS)), "uniqueItems": True, "default": usual}


def _loop() -> Schema:
    number = _generated(fields(Output)["loop"].hint)
    return {"anyOf": [{"enum": list(LOOPS)}, {**number, "minimum": 1}], "default": "forever"}


def _color() -> Schema:
    return {"type": "string", "pattern": f"^{COLOR.pattern}$"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _summary(entry: type[Any]) -> str:
    """The first line of a docstring."""
    return (entry.__doc__ or "").strip().splitlines()[0]
