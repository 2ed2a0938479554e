"""The kinds of values that name an entry of a catalogue: with its parameters, or by its bare name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from optviz.errors import ParameterError, ScenarioError
from optviz.parameters.base import Kind
from optviz.parameters.declared import of_classes, parameters
from optviz.parameters.records import Record
from optviz.parameters.tree import Node, RefusedError, show
from optviz.registry import Registry, catalogue_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optviz.parameters.base import Context, Schema

MAX_DEPTH: Final = 3
"""How many levels of entries of one catalogue may be inside an entry."""


@dataclass(frozen=True)
class Entry(Kind):
    """An entry of a catalogue: a bare name, or a mapping with the name and the entry's own parameters.

    Args: catalogue: where the entry is looked up.
    """

    catalogue: Registry[Any]

    @property
    def noun(self) -> str:
        """The catalogue's word."""
        return self.catalogue.kind

    @property
    def apart(self) -> bool:
        """It is made of parts."""
        return True

    @property
    def words(self) -> str:
        """With its article."""
        return with_article(self.catalogue.kind)

    @property
    def form(self) -> str:
        """As compare() takes it."""
        return "NAME[:KEY=VALUE,...]"

    def takes(self, node: Node) -> bool:
        """A mapping, or an instance made in Python."""
        return isinstance(node.value, dict) or isinstance(node.plain, self.catalogue.base)

    def check(self, value: Any) -> Any:
        """An instance of the catalogue's class."""
        if not isinstance(value, self.catalogue.base):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> Any:
        """An instance of the entry; one made in Python is kept as it is."""
        if isinstance(node.plain, self.catalogue.base):
            return node.plain
        if context.outer.count(self.catalogue.kind) > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} {self.catalogue.kind}s inside one another"
            raise RefusedError(node, ParameterError(key, message))
        return self.body(self.named(node, key), node, context.inside(self.catalogue.kind))

    def body(self, found: Any, node: Node, context: Context) -> Any:
        """An instance of a found entry, from the node that has its parameters."""
        name_key = self.catalogue.key
        record = self.record(found)
        rest = node.without(name_key) if isinstance(node.value, dict) else node.holding({})
        rest = _renamed(rest, aliases(found))
        supplied = {name: at for name, at in context.supplied.items() if name in record.required}
        entries = supplied | cast("dict[str, Node]", rest.value)
        return record.read(rest.holding(entries, rest.keys), name_key, context)

    def record(self, found: Any) -> Record:
        """The parameters of an entry as a mapping."""
        make = None if isinstance(found, type) else found
        return Record(found, f"{self.catalogue.kind} '{found.name}'", make)

    def named(self, node: Node, key: str) -> Any:
        """The catalogue's entry for a name, or for a mapping with a name."""
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
        """The error for a mapping without a name."""
        kind = self.words
        if self.catalogue.key != "name":
            return ParameterError(key, f"{kind} needs {self.catalogue.wanted}")
        mistaken = next((f"; write {{name: {other}, ...}}" for other in given if other in self.catalogue), "")
        return ScenarioError(f"{kind} needs {self.catalogue.wanted}{mistaken}")

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A mapping with the name, or the bare name where there is nothing else to write."""
        found = {self.catalogue.key: value.name, **self.record(type(value)).write(value, short=short)}
        return value.name if short and len(found) == 1 and self.catalogue.key == "name" else found

    def schema(self) -> Schema:
        """A reference to the catalogue's definition."""
        return {"$ref": f"#/$defs/{self.catalogue.kind}"}


def aliases(entry: Any) -> dict[str, str]:
    """Other spellings of an entry's parameters; those of parameters that it does not have are left out."""
    return {alias: name for alias, name in getattr(entry, "aliases", {}).items() if name in parameters(entry)}


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
    return node.holding(entries, keys)


def with_article(noun: str) -> str:
    """A noun with "a" or "an"."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


@dataclass(frozen=True)
class EntryName(Kind):
    """The bare name of an entry of a catalogue, kept as text."""

    catalogue: Registry[Any]

    @property
    def noun(self) -> str:
        """The catalogue's word."""
        return self.catalogue.kind

    @property
    def apart(self) -> bool:
        """Every unknown name gets its own problem."""
        return True

    @property
    def words(self) -> str:
        """What it names."""
        return f"the name of {with_article(self.catalogue.kind)}"

    @property
    def form(self) -> str:
        """All names."""
        return "|".join(self.catalogue)

    def parse(self, text: str) -> str:
        """In lower case, as all names are."""
        return text.lower()

    def check(self, value: Any) -> str:
        """Any text; reading finds out whether there is such an entry."""
        if not isinstance(value, str):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> str:
        """A name that the catalogue has."""
        name: str = super().read(node, key, context)
        try:
            return str(self.catalogue[name].name)
        except ScenarioError as error:
            raise RefusedError(node, error) from None

    def schema(self) -> Schema:
        """All names."""
        return {"enum": list(self.catalogue)}


@dataclass(frozen=True)
class Table(Kind):
    """A mapping from names of a catalogue's entries to values of one kind; it is kept as pairs, sorted.

    Args: catalogue: where the names are looked up.  item: the kind of the values.
    """

    catalogue: Registry[Any]
    item: Kind

    @property
    def apart(self) -> bool:
        """It is made of parts."""
        return True

    @property
    def words(self) -> str:
        """What it maps to what."""
        return f"a mapping of {self.catalogue.kind}s to values, each {self.item.words}"

    @property
    def form(self) -> str:
        """Pairs with commas between them."""
        return f"NAME={self.item.form},..."

    def check(self, value: Any) -> tuple[tuple[str, Any], ...]:
        """Pairs; reading finds out whether there are such entries."""
        try:
            return tuple(sorted((name, self.item.check(each)) for name, each in dict(value).items()))
        except (TypeError, ValueError):
            raise self.mismatch(value) from None

    def read(self, node: Node, key: str, context: Context) -> tuple[tuple[str, Any], ...]:
        """The pairs of a mapping."""
        if not isinstance(node.value, dict):
            raise RefusedError(node, ParameterError(key, self.mismatch(node.plain).message))
        found: dict[str, Any] = {}
        for name, item in node.value.items():
            with context.problems.noting():
                self._known(name, node.keys[name])
                found[name] = self.item.read(item, f"{key}.{name}", context)
        if len(found) < len(node.value):
            raise RefusedError
        return tuple(sorted(found.items()))

    def _known(self, name: str, node: Node) -> None:
        """Refuse a name that the catalogue lacks; another library's is not looked up, as that may not be installed."""
        prefix, _, rest = name.partition(":")
        if prefix in self.catalogue.providers and rest.isidentifier():
            return
        try:
            _ = self.catalogue[name]
        except ScenarioError as error:
            raise RefusedError(node, error) from None

    def overlaid(self, near: Node, far: Node) -> Node:
        """With the farther one's values for names that the nearer one lacks."""
        if not (isinstance(near.value, dict) and isinstance(far.value, dict)):
            return near
        return near.holding({**far.value, **near.value}, {**far.keys, **near.keys})

    def write(self, value: Any, *, short: bool = False) -> dict[str, Any]:
        """A mapping."""
        return {name: self.item.write(each, short=short) for name, each in value}

    def parse(self, text: str) -> Any:
        """Pairs with commas between them."""
        pairs = (part.partition("=") for part in text.split(",") if part.strip())
        return {name.strip(): self.item.parse(value.strip()) for name, _, value in pairs}

    def schema(self) -> Schema:
        """An object with such names."""
        library = {"pattern": f"^({'|'.join(self.catalogue.providers)}):[A-Za-z_][A-Za-z0-9_]*$"}
        names = {"anyOf": [{"enum": list(self.catalogue)}, *([library] if self.catalogue.providers else [])]}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.item.schema()}


@of_classes
def _of_catalogue(base: Any) -> Kind | None:
    catalogue = catalogue_of(base)
    return None if catalogue is None else Entry(catalogue)
