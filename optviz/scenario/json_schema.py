"""The JSON Schema of scenario files, for editors: made from the declarations by which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.optimizers import OPTIMIZERS
from optviz.parameters import Record, parameters
from optviz.parameters.entries import aliases
from optviz.parameters.records import closed
from optviz.parameters.sentences import summary
from optviz.parsing.layers import KEYS, Inheritance
from optviz.scenario.cells import REPLACED
from optviz.scenario.model import SCENARIO
from optviz.scenario.output import STYLE
from optviz.scenario.runs import COLOR, GRADIENT, LABEL
from optviz.schedules import SCHEDULES
from optviz.starts import STARTS
from optviz.starts.kinds.entries import Starts
from optviz.surfaces import SURFACES
from optviz.surfaces.kinds.entries import SurfaceEntry
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optviz.parameters.base import Schema
    from optviz.registry import Registry
    from optviz.schedules import Schedule

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema(*, house: bool = False) -> Schema:
    """The JSON Schema, draft 2020-12, of scenario files, version 1.

    Args: house: of a folder's house files instead.
    """
    keys = {key: each for key, each in KEYS.properties().items() if house or key in parameters(Inheritance)}
    return {
        "$schema": DRAFT,
        "title": f"optviz {'house file' if house else 'scenario'}, version 1",
        **closed({**keys, **SCENARIO.properties()}),
        "allOf": [_here_or_varied(key, own, needed=not house) for key, own in REPLACED.items()],
        "$defs": _definitions(),
    }


def _here_or_varied(key: str, own: str, *, needed: bool) -> Schema:
    """A key that is either in the file itself or in vary, not in both; it may be in another file that is extended."""
    here = {"required": [own]}
    varied = {"required": ["vary"], "properties": {"vary": {"required": [key]}}}
    elsewhere = {"not": {"anyOf": [here, varied]}, **({"required": ["extends"]} if needed else {})}
    return {"oneOf": [here, varied, elsewhere]}


def _definitions() -> Schema:
    label = {"anyOf": [LABEL.schema(), {"type": "null"}]}
    run = {"label": label, "color": COLOR.schema(), "gradient": {"$ref": "#/$defs/gradient"}}
    return {
        "gradient": GRADIENT.schema(),
        "start": {"anyOf": [*Starts().forms(), *_named(STARTS)["anyOf"]]},
        "schedule": {"anyOf": [_schedule(entry) for entry in SCHEDULES.values()]},
        "run": _named(OPTIMIZERS, run),
        "optimizer": _named(OPTIMIZERS),
        "library_optimizer": _library_optimizer(run),
        "anything": _anything(),
        "style": STYLE.schema(),
        "view": _named(VIEWS),
        "surface": {"anyOf": [*_named(SURFACES)["anyOf"], SurfaceEntry.OWN.schema()]},
    }


def _named(catalogue: Registry[Any], more: Mapping[str, Schema] | None = None) -> Schema:
    """An entry by its bare name, or as an object with its name and its parameters.

    Args: more: what else each object may have.
    """
    names, objects = [], []
    for name, entry in catalogue.items():
        texts = {"title": entry.title, "description": summary(entry)}
        record = Record(entry)
        names.append({"const": name, **texts})
        properties = {"name": {"const": name}, **record.properties(), **(more or {})}
        required = [key for key in record.keys if key in record.required]
        objects.append({**texts, **closed(properties, ["name", *required])})
    others = [{"$ref": "#/$defs/library_optimizer"}] if catalogue.providers else []
    return {"anyOf": [*names, *objects, *others]}


def _library_optimizer(run: Mapping[str, Schema]) -> Schema:
    """Another library's own optimizer: its parameters are known where it is installed."""
    name = {"type": "string", "pattern": f"^({'|'.join(OPTIMIZERS.providers)}):[A-Za-z_][A-Za-z0-9_]*$"}
    body = {**closed({"name": name, **run}, ["name"]), "additionalProperties": {"$ref": "#/$defs/anything"}}
    return {"description": "Another library's own optimizer, under its own names.", "anyOf": [name, body]}


def _anything() -> Schema:
    """What a hyper-parameter of another library's optimizer may be."""
    number = {"type": ["number", "boolean", "string", "null"]}
    return {"anyOf": [number, {"type": "array", "items": number}, {"$ref": "#/$defs/schedule"}]}


def _schedule(entry: type[Schedule]) -> Schema:
    """A schedule's object, its parameters under any of their spellings."""
    properties = {"schedule": {"const": entry.name}, **Record(entry).properties()}
    spellings = {name: [name] for name in parameters(entry)}
    for alias, name in aliases(entry).items():
        properties[alias] = {**properties[name], "description": f"The same as {name}."}
        spellings[name].append(alias)
    required = [names for name, names in spellings.items() if parameters(entry)[name].required]
    body = closed(properties, ["schedule", *(names[0] for names in required if len(names) == 1)])
    doubled = [_one_of(names, required=names in required) for names in spellings.values() if len(names) > 1]
    texts = {"title": entry.title, "description": summary(entry)}
    return {**texts, **body} | ({"allOf": doubled} if doubled else {})


def _one_of(names: Iterable[str], *, required: bool) -> Schema:
    """One spelling of a key, and not two."""
    each = [{"required": [name]} for name in names]
    return {"oneOf": each if required else [*each, {"not": {"anyOf": each}}]}
