"""The kind of a dataclass with declared fields, which is a mapping in files."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from optviz.errors import MissingKeysError, ParameterError, ScenarioError, UnknownNameError
from optviz.parameters.base import Kind
from optviz.parameters.declared import of_classes, parameters
from optviz.parameters.tree import Node, RefusedError, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optviz.parameters.base import Context, Schema
    from optviz.parameters.declared import Parameter


@dataclass(frozen=True)
class Record(Kind):
    """A dataclass, written as a mapping of its declared values.

    Args: declared: the class, or an object with `declared_parameters`.  title: what messages call it; the class's name
        in lower case if left out.  make: makes an instance from values by name; the class itself if left out.
        others: keys that are taken from the mapping before, which messages offer too.
    """

    declared: Any
    title: str = ""
    make: Callable[..., Any] | None = None
    others: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What messages call it."""
        return self.title or self.declared.__name__.lower()

    @property
    def words(self) -> str:
        """A mapping."""
        return "a mapping"

    @property
    def apart(self) -> bool:
        """It is made of parts."""
        return True

    @property
    def form(self) -> str:
        """Pairs of keys and values."""
        return ",".join(f"{key}={parameter.kind.form}" for key, parameter in self.keys.items())

    def parse(self, text: str) -> Any:
        """Pairs with commas between them."""
        pairs = [[each.strip() for each in part.partition("=")] for part in text.split(",")]
        if not all(sign for _, sign, _ in pairs):
            return super().parse(text)
        return {key: self.keys[key].kind.parse(value) if key in self.keys else value for key, _, value in pairs}

    @property
    def keys(self) -> dict[str, Parameter]:
        """The parameters that files have, by key."""
        return _keys(self.declared)

    @property
    def required(self) -> frozenset[str]:
        """The keys without a default."""
        return _required(self.declared)

    def check(self, value: Any) -> Any:
        """An instance of the class."""
        if not isinstance(value, self.declared):
            raise self.mismatch(value)
        return value

    def takes(self, node: Node) -> bool:
        """Any mapping."""
        return isinstance(node.value, dict)

    def read(self, node: Node, key: str, context: Context) -> Any:
        """An instance from a mapping; one made in Python is kept as it is."""
        del key
        if isinstance(self.declared, type) and isinstance(node.plain, self.declared):
            return node.plain
        return self.made(self.values(node, context), node)

    def values(self, node: Node, context: Context) -> dict[str, Any]:
        """All values of a mapping, by parameter name; refused unless all of them could be read."""
        values, whole = self.entries(node, context)
        if not whole:
            raise RefusedError
        return values

    def entries(self, node: Node, context: Context, supplied: Iterable[str] = ()) -> tuple[dict[str, Any], bool]:
        """The values that could be read, by parameter name, and whether none is wrong or missing.

        Args: supplied: required keys that the mapping may leave out.
        """
        keys = self.keys
        kinds = {key: each.kind for key, each in keys.items()}
        values, whole = read_mapping(node, self.what, kinds, context, self.others)
        given = {*cast("dict[str, Node]", node.value), *supplied}
        missing = [key for key in keys if key in self.required - given]
        if missing:
            with context.problems.noting():
                raise RefusedError(node, MissingKeysError(self.what, missing))
        return {keys[key].name: value for key, value in values.items()}, whole and not missing

    def made(self, values: Mapping[str, Any], node: Node) -> Any:
        """The instance with these values."""
        return built(self.make or self.declared, values, node)

    def records(self) -> Iterable[Any]:
        """This one."""
        return (self,)

    def overlaid(self, near: Node, far: Node) -> Node:
        """A mapping that has the farther one's values for keys that the nearer one lacks, at every depth."""
        if not (isinstance(near.value, dict) and isinstance(far.value, dict)):
            return near
        both = {
            key: self.keys[key].kind.overlaid(near.value[key], far.value[key])
            for key in near.value
            if key in far.value and key in self.keys
        }
        entries = {**far.value, **near.value, **both}
        return near.holding(entries, {key: near.keys.get(key) or far.keys[key] for key in entries})

    def write(self, value: Any, *, short: bool = False) -> dict[str, Any]:
        """A mapping of all its values, or in short of those that are not defaults; empty mappings are left out."""
        found = {}
        for key, each in self.keys.items():
            own = getattr(value, each.name)
            if not short or each.required or own != each.default:
                found[key] = each.kind.write(own, short=short)
        return {key: written for key, written in found.items() if written != {}}

    def schema(self) -> Schema:
        """An object with these keys and no others."""
        return closed(self.properties(), [key for key in self.keys if key in self.required])

    def properties(self) -> dict[str, Schema]:
        """The schema of each key, with its sentence and its default."""
        return {key: described(each) for key, each in self.keys.items()}


@functools.cache
def _keys(declared: Any) -> dict[str, Parameter]:
    return {each.key: each for each in parameters(declared).values() if each.key}


@functools.cache
def _required(declared: Any) -> frozenset[str]:
    return frozenset(key for key, each in _keys(declared).items() if each.required)


def read_mapping(
    node: Node, what: str, kinds: Mapping[str, Kind], context: Context, others: Iterable[str] = ()
) -> tuple[dict[str, Any], bool]:
    """The values of a mapping that could be read, by key, and whether all could be.

    Args: what: what messages call it.  kinds: the kind of each key that it may have.  others: as in Record.
    """
    if not isinstance(node.value, dict):
        message = f"expected {what} as a mapping of keys to values, not {show(node.plain)}"
        raise RefusedError(node, ScenarioError(message))
    values: dict[str, Any] = {}
    for key, item in node.value.items():
        with context.problems.noting():
            if key not in kinds:
                raise RefusedError(node.keys[key], UnknownNameError("key", key, {*kinds, *others}, f" in {what}"))
            values[key] = kinds[key].read(item, key, context)
    return values, len(values) == len(node.value)


def described(parameter: Parameter) -> Schema:
    """A parameter's schema with its sentence and its default."""
    found = dict(parameter.kind.schema())
    if parameter.sentence:
        found = {"description": parameter.sentence, **found}
    usual = None if parameter.required else parameter.kind.write(parameter.default)
    return found if usual is None else {**found, "default": usual}


def closed(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """The schema of an object with some keys and no others."""
    needed = list(required)
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return found | ({"required": needed} if needed else {})


def built(make: Callable[..., Any], values: Mapping[str, Any], node: Node) -> Any:
    """What a constructor makes from values; its error is placed at the value that it names."""
    try:
        return make(**values)
    except ParameterError as error:
        raise RefusedError(node.at(error.parameter.split(".")), error) from None
    except ScenarioError as error:
        raise RefusedError(node, error) from None


@of_classes
def _of_dataclass(base: Any) -> Kind | None:
    return Record(base) if dataclasses.is_dataclass(base) else None
