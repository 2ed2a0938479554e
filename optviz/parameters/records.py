"""The kinds of values that are made of named ones: dataclasses with declared fields, and entries of catalogues.

    lr: Annotated[float | Schedule, Gt(0)] = 1e-3

The annotation gives the kind, the default its default, and the class's docstring, under "Args:", a sentence for people.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from annotated_types import MaxLen, MinLen

from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.parameters.base import Kind, MismatchError
from optviz.parameters.compound import Either, Fixed, Items
from optviz.parameters.plain import Choice, Instance, Nothing, Number, Switch, Text
from optviz.parameters.ranges import BOUNDS, Range
from optviz.parameters.sentences import sentences
from optviz.parameters.tree import Node, RefusedError, show
from optviz.registry import Registry, catalogue_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from optviz.parameters.base import Reader, Schema

MAX_DEPTH: Final = 3
"""Entries of one catalogue inside one another."""


@dataclass(frozen=True)
class Key:
    """Metadata of a field that stands in files under another name, or, without a name, not at all."""

    name: str = ""


@dataclass(frozen=True)
class Parameter:
    """One declared value.

    Args: name: of the field.  key: under which files have it; empty if they do not.  kind: what it may be.
        default: what it is where it is left out; dataclasses.MISSING where it may not be.
        owner: the class that declares it, whose docstring has its sentence.
    """

    name: str
    key: str
    kind: Kind
    default: Any = dataclasses.MISSING
    owner: Any = None

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is dataclasses.MISSING

    @property
    def limits(self) -> Range:
        """The range of the numbers in it."""
        return _limits(self.kind)

    @property
    def sentence(self) -> str:
        """What it means, for people; empty where its owner does not say."""
        return sentences(self.owner, parameters(self.owner)).get(self.name, "") if self.owner else ""

    def check(self, value: Any) -> Any:
        """The value as it should be.

        Raises: ParameterError where it does not fit.
        """
        try:
            return self.kind.check(value)
        except MismatchError as error:
            raise ParameterError(self.name, error.message) from None


def parameters(declared: Any) -> dict[str, Parameter]:
    """The parameters that a class declares, by name, in order: of a dataclass its fields."""
    return _parameters(cast("Hashable", declared))


@functools.cache
def _parameters(declared: Any) -> dict[str, Parameter]:
    if not isinstance(declared, type):
        return {each.name: each for each in declared.declared_parameters}
    fields = {field.name: field for field in dataclasses.fields(declared) if field.init}
    hints = _hints(declared, fields)
    return {name: _parameter(field, hints[name], declared) for name, field in fields.items()}


def _hints(declared: type[Any], names: Iterable[str]) -> dict[str, Any]:
    """The annotations of some fields, evaluated where their class stands; class attributes are left alone."""
    found: dict[str, Any] = {}
    for base in reversed(declared.__mro__):
        own = {name: hint for name, hint in inspect.get_annotations(base).items() if name in names}
        holder = types.SimpleNamespace(__annotations__=own)
        found |= typing.get_type_hints(holder, vars(sys.modules[base.__module__]), include_extras=True)
    return found


def _parameter(field: dataclasses.Field[Any], hint: Any, owner: type[Any]) -> Parameter:
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    metadata = typing.get_args(hint)[1:] if typing.get_origin(hint) is typing.Annotated else ()
    key = next((item.name for item in metadata if isinstance(item, Key)), field.name)
    return Parameter(field.name, key, kind_of(hint), default, owner)


def check(instance: Any) -> None:
    """Raise ParameterError where a value of a dataclass does not fit its declaration."""
    for parameter in parameters(type(instance)).values():
        parameter.check(getattr(instance, parameter.name))


def values(instance: Any) -> dict[str, Any]:
    """The declared values of an instance by name, as they are."""
    return {name: getattr(instance, name) for name in parameters(type(instance))}


def plain(instance: Any) -> dict[str, Any]:
    """The declared values of an instance by name, as plain data."""
    return {
        name: parameter.kind.write(getattr(instance, name)) for name, parameter in parameters(type(instance)).items()
    }


# From annotations to kinds.


@functools.cache
def kind_of(hint: Any) -> Kind:
    """The kind that an annotation declares."""
    if typing.get_origin(hint) is typing.Annotated:
        base, *metadata = typing.get_args(hint)
        own = next((item for item in metadata if isinstance(item, Kind)), None)
        return _limited(own or kind_of(base), metadata)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return Either(tuple(map(kind_of, arguments)))
    if typing.get_origin(hint) is tuple:
        return Items(kind_of(arguments[0])) if arguments[-1] is ... else Fixed(tuple(map(kind_of, arguments)))
    if typing.get_origin(hint) is typing.Literal:
        return Choice(arguments)
    return _simple(hint)


def _simple(base: Any) -> Kind:
    simple: dict[Any, Kind] = {
        float: Number(), int: Number(whole=True), bool: Switch(), str: Text(), types.NoneType: Nothing(),
    }  # fmt: skip
    if base in simple:
        return simple[base]
    catalogue = catalogue_of(base)
    if catalogue is not None:
        return Entry(catalogue)
    return Record(base) if dataclasses.is_dataclass(base) else Instance(base)


def _limited(kind: Kind, metadata: Iterable[Any]) -> Kind:
    """The kind within the limits that annotations set: of numbers, of lengths."""
    bounds = tuple(item for item in metadata if isinstance(item, BOUNDS))
    kind = kind.within(Range(bounds)) if bounds else kind
    for item in metadata:
        if isinstance(item, MinLen | MaxLen) and isinstance(kind, Items):
            least, most = getattr(item, "min_length", kind.least), getattr(item, "max_length", kind.most)
            kind = dataclasses.replace(kind, least=least, most=most)
        elif isinstance(item, MaxLen) and isinstance(kind, Text):
            kind = Text(item.max_length)
    return kind


def _limits(kind: Kind) -> Range:
    if isinstance(kind, Either):
        return next(filter(None, map(_limits, kind.kinds)), Range())
    if isinstance(kind, Items):
        return _limits(kind.item)
    return kind.limits if isinstance(kind, Number) else Range()


# Mappings.


@dataclass(frozen=True)
class Record(Kind):
    """A dataclass, written as a mapping of its declared values.

    Args: declared: the class, or what declares parameters as one does.  title: what messages call it; the class's name
        in small letters if left out.  make: makes one of its values by name; the class itself if left out.
    """

    declared: Any
    title: str = ""
    make: Callable[..., Any] | None = None

    @property
    def what(self) -> str:
        """What messages call it."""
        return self.title or self.declared.__name__.lower()

    @property
    def words(self) -> str:
        """A mapping."""
        return f"{self.what} as a mapping of keys to values"

    @property
    def keys(self) -> dict[str, Parameter]:
        """The parameters that files have, by key."""
        return {each.key: each for each in parameters(self.declared).values() if each.key}

    @property
    def required(self) -> set[str]:
        """The keys without a default."""
        return {key for key, each in self.keys.items() if each.required}

    def check(self, value: Any) -> Any:
        """An instance of the class."""
        if not isinstance(value, self.declared):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, reader: Reader) -> Any:
        """An instance from a mapping; one that is made already stands for itself."""
        del key
        if isinstance(self.declared, type) and isinstance(node.plain, self.declared):
            return node.plain
        return self.made(self.values(node, reader), node)

    def values(self, node: Node, reader: Reader) -> dict[str, Any]:
        """Everything in a mapping, by the names of the parameters; refused unless all of it could be read."""
        values, whole = self.entries(node, reader)
        if not whole:
            raise RefusedError
        return values

    def entries(self, node: Node, reader: Reader, supplied: Iterable[str] = ()) -> tuple[dict[str, Any], bool]:
        """What could be read of a mapping, by the names of the parameters, and whether that is all it has and needs.

        Args: supplied: keys that it need not have.
        """
        keys = self.keys
        values, whole = read_mapping(node, self.what, {key: each.kind for key, each in keys.items()}, reader)
        given = {*cast("dict[str, Node]", node.value), *supplied}
        missing = [key for key in keys if key in self.required - given]
        if missing:
            message = f"{self.what} needs {' and '.join(map(repr, missing))}"
            with reader.problems.noting():
                raise RefusedError(node, ScenarioError(message))
        return {keys[key].name: value for key, value in values.items()}, whole and not missing

    def made(self, values: Mapping[str, Any], node: Node) -> Any:
        """What the constructor makes of values that are right by themselves."""
        return built(self.make or self.declared, values, node)

    def write(self, value: Any, *, short: bool = False) -> dict[str, Any]:
        """A mapping of all its values, or of those that are no defaults."""
        found = {}
        for key, each in self.keys.items():
            own = getattr(value, each.name)
            if not short or each.required or own != each.default:
                found[key] = each.kind.write(own, short=short)
        return found

    def schema(self) -> Schema:
        """An object with these keys and no others."""
        return closed(self.properties(), [key for key in self.keys if key in self.required])

    def properties(self) -> dict[str, Schema]:
        """The schema of each key, with its sentence and its default."""
        return {key: described(each) for key, each in self.keys.items()}


def read_mapping(node: Node, what: str, kinds: Mapping[str, Kind], reader: Reader) -> tuple[dict[str, Any], bool]:
    """What could be read of a mapping, by key, and whether that is all of it.

    Args: what: what messages call it.  kinds: what stands under each key it may have.
    """
    if not isinstance(node.value, dict):
        message = f"expected {what} as a mapping of keys to values, not {show(node.plain)}"
        raise RefusedError(node, ScenarioError(message))
    values: dict[str, Any] = {}
    for key, item in node.value.items():
        with reader.problems.noting():
            if key not in kinds:
                raise RefusedError(node.keys[key], UnknownNameError("key", key, kinds, f" in {what}"))
            values[key] = kinds[key].read(item, key, reader)
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
    """What a constructor makes of values; its complaint stands at the value that it names."""
    try:
        return make(**values)
    except ParameterError as error:
        raise RefusedError(node.at(error.parameter.split(".")), error) from None
    except ScenarioError as error:
        raise RefusedError(node, error) from None


# Entries of catalogues.


@dataclass(frozen=True)
class Entry(Kind):
    """An entry of a catalogue: a bare name, or a mapping with the name and the entry's own parameters.

    Args: catalogue: of what derives from one class.
    """

    catalogue: Registry[Any]

    @property
    def words(self) -> str:
        """With its article."""
        return with_article(self.catalogue.kind)

    @property
    def form(self) -> str:
        """As Python's compare has it."""
        return "NAME[:KEY=VALUE,...]"

    def takes(self, node: Node) -> bool:
        """A mapping, and what is made already."""
        return isinstance(node.value, dict) or isinstance(node.plain, self.catalogue.base)

    def check(self, value: Any) -> Any:
        """What derives from the catalogue's class."""
        if not isinstance(value, self.catalogue.base):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, reader: Reader) -> Any:
        """The entry with its parameters; one that is made already stands for itself."""
        if isinstance(node.plain, self.catalogue.base):
            return node.plain
        if reader.outer.count(self.catalogue.kind) > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} {self.catalogue.kind}s inside one another"
            raise RefusedError(node, ParameterError(key, message))
        return self.body(self.named(node, key), node, reader.inside(self.catalogue.kind))

    def body(self, found: Any, node: Node, reader: Reader, *others: str) -> Any:
        """What a found entry makes of its parameters.

        Args: others: keys of the mapping that are no parameters.
        """
        name_key = self.catalogue.key
        record = self.record(found)
        rest = node.without(name_key, *others) if isinstance(node.value, dict) else node.empty()
        rest = _renamed(rest, getattr(found, "aliases", {}))
        supplied = {name: at for name, at in reader.supplied.items() if name in record.required}
        entries = supplied | cast("dict[str, Node]", rest.value)
        return record.read(Node(rest.line, rest.column, entries, rest.keys), name_key, reader)

    def record(self, found: Any) -> Record:
        """The parameters of an entry as a mapping."""
        make = None if isinstance(found, type) else found
        return Record(found, f"{self.catalogue.kind} '{found.name}'", make)

    def named(self, node: Node, key: str) -> Any:
        """The catalogue's entry that a name, or a mapping with one, stands for."""
        name_key, kind = self.catalogue.key, self.catalogue.kind
        place = node
        if isinstance(node.value, dict) or name_key != "name":
            found = node.child(name_key)
            if found is None:
                raise RefusedError(node, self._nameless(node.keys, key))
            place = found
        if not isinstance(place.value, str):
            message = f"expected the name of {with_article(kind)}, not {show(place.plain)}"
            raise RefusedError(place, ScenarioError(message))
        try:
            return self.catalogue[place.value]
        except ScenarioError as error:
            raise RefusedError(place, error) from None

    def _nameless(self, given: Iterable[str], key: str) -> ScenarioError:
        """What to say of a mapping without a name."""
        kind = self.words
        if self.catalogue.key != "name":
            return ParameterError(key, f"{kind} needs {self.catalogue.wanted}")
        mistaken = next((f"; write {{name: {other}, ...}}" for other in given if other in self.catalogue), "")
        return ScenarioError(f"{kind} needs {self.catalogue.wanted}{mistaken}")

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A mapping with the name, or the bare name where nothing else is to be said."""
        found = {self.catalogue.key: value.name, **self.record(type(value)).write(value, short=short)}
        return value.name if short and len(found) == 1 and self.catalogue.key == "name" else found

    def schema(self) -> Schema:
        """A reference to the catalogue's definition."""
        return {"$ref": f"#/$defs/{self.catalogue.kind}"}


def _renamed(node: Node, aliases: Mapping[str, str]) -> Node:
    """A mapping with other spellings of keys replaced by the keys."""
    entries: dict[str, Node] = {}
    keys: dict[str, Node] = {}
    for key, item in cast("dict[str, Node]", node.value).items():
        own = aliases.get(key, key)
        if own in entries:
            message = f"{show(key)} and {show(keys[own].value)} are the same; keep one"
            raise RefusedError(node.keys[key], ScenarioError(message))
        entries[own], keys[own] = item, node.keys[key]
    return Node(node.line, node.column, entries, keys)


def with_article(noun: str) -> str:
    """A noun with "a" or "an"."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
