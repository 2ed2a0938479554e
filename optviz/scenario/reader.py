"""Reading the pieces of a scenario file: values, lists, mappings into dataclasses, names into things."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from optviz.errors import ParameterError, ScenarioError, UnknownNameError, suggestion
from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.scenario import budget
from optviz.scenario.declared import (
    MismatchError,
    check,
    fields,
    leaves,
    takes_optimizer,
    takes_schedule,
    takes_schedules,
)
from optviz.scenario.tree import Node, Problems, Ready, show
from optviz.schedules import SCHEDULES, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    Read = Callable[[Node], Any]

T = TypeVar("T")

_LONGEST_NAME: Final = 80
_SHORT: Final = 40
_MANY: Final = 20


class RefusedError(Exception):
    """Something cannot be read; why is noted, or stands here with its place."""

    def __init__(self, node: Node | None = None, message: str = "") -> None:
        self.node, self.message = node, message
        super().__init__(message)


class Reader:
    """Reads nodes of one file. Every method returns what it read or raises RefusedError.

    Args: varying: the hyper-parameters that vary, each with a value it has somewhere.
    """

    def __init__(self, problems: Problems, varying: Mapping[str, Node] | None = None) -> None:
        self.problems = problems
        self.varying = varying or {}
        self._depth = 0  # of optimizers inside one another

    # Text, numbers and lists.

    def line(self, hint: Any, key: str, node: Node) -> str:
        """Text as one line; white space counts once."""
        if isinstance(node.value, int | float):
            raise RefusedError(node, f"{key}: expected text, not {show(node.plain)}; put it in quotes")
        plain = " ".join(node.value.split()) if isinstance(node.value, str) else node.plain
        return cast("str", self.checked(hint, key, node, plain))

    def value(self, hint: Any, key: str, node: Node) -> Any:
        """What a declaration makes of a node: a schedule or an optimizer where one may stand, or a checked value."""
        if takes_schedule(hint) and (made := ready(node, Schedule)):
            return made
        if takes_optimizer(hint):
            return self.nested(key, node)
        if takes_schedules(hint):
            return self.items(key, node, budget.MAX_SCHEDULES, lambda item: self.schedule(key, item))
        if isinstance(node.value, dict) and takes_schedule(hint):
            return self.schedule(key, node)
        return self.checked(hint, key, node, node.plain)

    def checked(self, hint: Any, key: str, node: Node, plain: object) -> Any:
        """A plain value as its declaration wants it."""
        try:
            return check(hint, plain)
        except MismatchError as error:
            raise RefusedError(node.at(error.path), f"{key}: {error.message}") from None

    def items(self, key: str, node: Node, most: int, read: Callable[[Node], T], least: int = 1) -> tuple[T, ...]:
        """A list with some items, each read on its own."""
        if not isinstance(node.value, list):
            hint = f"; write [{node.value}]" if isinstance(node.value, str) and len(node.value) < _SHORT else ""
            raise RefusedError(node, f"{key}: expected a list, not {show(node.plain)}{hint}")
        if not least <= len(node.value) <= most:
            raise RefusedError(node, f"{key}: expected from {least} to {most} items, not {len(node.value)}")
        found: list[T] = []
        for item in node.value:
            with self.noting():
                found.append(read(item))
        if len(found) < len(node.value):
            raise RefusedError
        return tuple(found)

    # Mappings.

    def readers(self, declared: type[Any], *names: str) -> dict[str, Read]:
        """A reader for each of a dataclass's parameters, or for some."""
        known = fields(declared)
        return {name: self.reader(name, known[name].hint) for name in names or known}

    def reader(self, key: str, hint: Any) -> Read:
        """What reads a parameter: text as one line, all else as a value."""
        read = self.line if str in leaves(hint) else self.value
        return lambda node: read(hint, key, node)

    def entries(
        self, node: Node, what: str, readers: Mapping[str, Read], required: Iterable[str] = ()
    ) -> tuple[dict[str, Any], bool]:
        """What could be read of a mapping, and whether that is all of it."""
        if not isinstance(node.value, dict):
            raise RefusedError(node, f"expected {what} as a mapping of keys to values, not {show(node.plain)}")
        values: dict[str, Any] = {}
        for key, item in node.value.items():
            with self.noting():
                if key not in readers:
                    raise RefusedError(node.keys[key], f"unknown key {show(key)} in {what}{nearest(key, readers)}")
                values[key] = readers[key](item)
        missing = [key for key in required if key not in node.value]
        if missing:
            self.problems.add(node, f"{what} needs {' and '.join(map(repr, missing))}")
        return values, len(values) == len(node.value) and not missing

    def all_entries(self, node: Node, what: str, readers: Mapping[str, Read], *required: str) -> dict[str, Any]:
        """Everything in a mapping; refused unless all of it could be read."""
        values, whole = self.entries(node, what, readers, required)
        if not whole:
            raise RefusedError
        return values

    def instance(self, declared: type[T], what: str, node: Node, **readers: Read) -> T:
        """A dataclass from a mapping of its parameters."""
        if made := ready(node, declared):
            return cast("T", made)
        required = (key for key, field in fields(declared).items() if field.required)
        values = self.all_entries(node, what, self.readers(declared) | readers, *required)
        return self.made(declared, values, node)

    def made(self, make: Callable[..., T], values: Mapping[str, Any], node: Node) -> T:
        """What a constructor makes of values that are right by themselves."""
        try:
            return make(**values)
        except ParameterError as error:
            raise RefusedError(node.at(error.parameter.split(".")), short(error)) from None
        except ScenarioError as error:
            raise RefusedError(node, short(error)) from None

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what is refused inside, and go on."""
        try:
            yield
        except RefusedError as refused:
            if refused.node is not None:
                self.problems.add(refused.node, refused.message)

    @contextmanager
    def all_noted(self) -> Iterator[None]:
        """Refuse in the end if anything was noted inside."""
        before = len(self.problems)
        yield
        if len(self.problems) > before:
            raise RefusedError

    # Things with a name.

    def named(self, catalogue: Mapping[str, T], kind: str, node: Node, key: str = "name") -> T:
        """The catalogue's entry that a name, or a mapping with one, stands for."""
        place, wanted = node, f"'{key}'" if kind != "surface" else "'name' or 'expression'"
        if isinstance(node.value, dict):
            if key not in node.value:
                mistaken = next((f"; write {{name: {other}, ...}}" for other in node.value if other in catalogue), "")
                raise RefusedError(node, f"{with_article(kind)} needs {wanted}{mistaken}")
            place = node.value[key]
        if not isinstance(place.value, str):
            raise RefusedError(place, f"expected the name of {with_article(kind)}, not {show(place.plain)}")
        try:
            return catalogue[place.value]
        except UnknownNameError as error:
            told = nearest(error.name, error.known) if error.kind != kind else _nearest_of(kind, error.name, catalogue)
            raise RefusedError(place, f"unknown {error.kind} {show(error.name)}{told}") from None
        except ScenarioError as error:
            raise RefusedError(place, short(error)) from None

    def schedule(self, key: str, node: Node) -> Schedule:
        """A schedule from its mapping."""
        if made := ready(node, Schedule):
            return cast("Schedule", made)
        if not isinstance(node.value, dict) or "schedule" not in node.value:
            raise RefusedError(node, f"{key}: a schedule needs 'schedule', as in {{schedule: cosine, start: 0.1}}")
        found = self.named(SCHEDULES, "schedule", node, "schedule")
        body = self.renamed(without(node, "schedule"), found.aliases)
        return self.instance(found, f"schedule '{found.name}'", body)

    def nested(self, key: str, node: Node) -> Optimizer:
        """The optimizer inside another one, from its name or its mapping."""
        if made := ready(node, Optimizer):
            return cast("Optimizer", made)
        if self._depth == budget.MAX_INSIDE:
            raise RefusedError(node, f"{key}: more than {budget.MAX_INSIDE} optimizers inside one another")
        found = self.named(OPTIMIZERS, "optimizer", node)
        if not isinstance(node.value, dict):
            return self.bare(found, node)
        self._depth += 1
        try:
            return self.method(found, without(node, "name"))
        finally:
            self._depth -= 1

    def bare(self, found: type[Optimizer], node: Node) -> Optimizer:
        """The optimizer that a name alone stands for."""
        return self.method(found, Node(node.line, node.column, {}))

    def method(self, found: type[Optimizer], node: Node) -> Optimizer:
        """An optimizer from the mapping of its hyper-parameters; what varies need not be there."""
        needed = (key for key, field in fields(found).items() if field.required)
        given = {key: self.varying[key] for key in needed if key in self.varying}
        entries = given | cast("dict[str, Node]", node.value)
        return self.instance(found, f"optimizer '{found.name}'", Node(node.line, node.column, entries, node.keys))

    def renamed(self, node: Node, aliases: Mapping[str, str]) -> Node:
        """The mapping with other spellings of keys replaced by the keys."""
        entries: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        for key, item in cast("dict[str, Node]", node.value).items():
            own = aliases.get(key, key)
            if own in entries:
                raise RefusedError(node.keys[key], f"{show(key)} and {show(keys[own].value)} are the same; keep one")
            entries[own], keys[own] = item, node.keys[key]
        return Node(node.line, node.column, entries, keys)


def ready(node: Node, kind: type) -> Any:
    """What stands there made already, if it is of that kind."""
    return node.value.thing if isinstance(node.value, Ready) and isinstance(node.value.thing, kind) else None


def without(node: Node, *keys: str) -> Node:
    """The mapping without some keys."""
    if not isinstance(node.value, dict):
        return node
    entries = {key: item for key, item in node.value.items() if key not in keys}
    return Node(node.line, node.column, entries, node.keys)


def reordered(node: Node, order: Callable[[str], object]) -> Node:
    """The mapping with its keys in another order.

    Args: order: what keys are sorted by.
    """
    if not isinstance(node.value, dict):
        return node
    entries: dict[str, Node] = {key: node.value[key] for key in sorted(node.value, key=cast("Any", order))}
    return Node(node.line, node.column, entries, node.keys)


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message that offers the nearest known names."""
    return suggestion(name[:_LONGEST_NAME], known)


def _nearest_of(kind: str, name: str, known: Collection[str]) -> str:
    """The nearest names; where there is none in a long catalogue, what lists it."""
    text = nearest(name, known)
    return text if len(known) <= _MANY or "did you mean" in text else f"; `optviz list {kind}s` shows all of them"


def short(error: ScenarioError) -> str:
    """An error's message as one line of bearable length."""
    line = " ".join(str(error).split())
    return line if len(line) <= 300 else line[:297] + "..."  # noqa: PLR2004  (a few terminal lines)


def with_article(kind: str) -> str:
    """A noun with "a" or "an"."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
