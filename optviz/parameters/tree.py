"""Plain data with its place in the file, and the problems found in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from optviz.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.errors import ScenarioError
    from optviz.parameters.scalars import Scalar


_DEEPEST: Final = 30
"""Of data made in Python: what is nested more deeply, as a list that holds itself, is no plain data any more."""


class Unreadable(Enum):
    """Stands for a value whose problem is already reported."""

    VALUE = "something unreadable"


@dataclass(frozen=True)
class Ready:
    """An object made in Python, which need not be read: a surface, an optimizer, a schedule, a view."""

    thing: Any


Plain: TypeAlias = "Scalar | Unreadable | Ready | tuple[Plain, ...] | dict[str, Plain]"


@dataclass(eq=False, slots=True)
class Node:
    """A value and its place. Lines and columns count from 1; of data made in Python all columns are 0.

    Args: value: a scalar, a list of nodes, nodes by key, or an object made in Python.  keys: each key of a
            mapping, with its place.  file: the file in which it stands, as messages call it; empty where there is one
            only.
    """

    line: int
    column: int
    value: Scalar | Unreadable | Ready | list[Node] | dict[str, Node]
    keys: dict[str, Node] = field(default_factory=dict)
    file: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether it stands in a text."""
        return self.column > 0

    @property
    def plain(self) -> Plain:
        """The value without places; a list becomes a tuple."""
        if isinstance(self.value, list):
            return tuple(item.plain for item in self.value)
        if isinstance(self.value, dict):
            return {key: item.plain for key, item in self.value.items()}
        return self.value.thing if isinstance(self.value, Ready) else self.value

    def at(self, path: Iterable[object]) -> Node:
        """The node that a path of keys and indices leads to, or the last one on the way that exists."""
        node = self
        for step in path:
            node = node.child(step) or node
        return node

    def child(self, step: object) -> Node | None:
        """The value of a key or the item at an index, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(step) if isinstance(step, str) else None
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def without(self, *keys: str) -> Node:
        """This mapping without some keys; a node that is not a mapping stays as it is."""
        if not isinstance(self.value, dict):
            return self
        entries = {key: item for key, item in self.value.items() if key not in keys}
        return self.holding(entries, self.keys)

    def holding(self, entries: dict[str, Node], keys: dict[str, Node] | None = None) -> Node:
        """A mapping in the same place."""
        return Node(self.line, self.column, entries, keys or {}, self.file)


def tree(value: object) -> Node:
    """The tree of plain data: lists, mappings, scalars, and NumPy's arrays and numbers; other objects are kept.

    Its places only give the order of the values.
    """
    return _tree(value, count(1))


def _tree(value: object, places: Iterator[int], depth: int = 0) -> Node:
    place = next(places)
    if isinstance(value, Mapping) and depth < _DEEPEST:
        keys = {_key(key): Node(next(places), 0, _key(key)) for key in value}
        return Node(place, 0, {_key(key): _tree(item, places, depth + 1) for key, item in value.items()}, keys)
    if hasattr(value, "tolist") and not isinstance(value, type):
        value = value.tolist()
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return Node(place, 0, [_tree(item, places, depth + 1) for item in value])
    return Node(place, 0, value if isinstance(value, str | int | float | None) else Ready(value))


def _key(key: object) -> str:
    return key if isinstance(key, str) else show(key)


class RefusedError(Exception):
    """A part of a tree that cannot be read.

    Args: node: where.  error: why; both are left out where the reason is already among the problems.
    """

    def __init__(self, node: Node | None = None, error: ScenarioError | None = None) -> None:
        self.node, self.error = node, error
        super().__init__(error)


class Problems:
    """The problems of a file and of those that it builds on.

    Args: file: where nodes stand that name no file.
    Attributes: errors: the errors of refused parts, in the order in which they were found.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[ScenarioError] = []
        self._found: set[Problem] = set()
        self._final: set[tuple[str, int, int]] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, node: Node, message: str) -> None:
        """Note a problem at a node."""
        self._add(Problem(node.file or self.file, node.line, node.column, message))

    def add_at(self, line: int, column: int, message: str) -> None:
        """Note a problem at a line and a column of the file."""
        self._add(Problem(self.file, line, column, message))

    def _add(self, problem: Problem) -> None:
        if problem.place not in self._final:
            self._found.add(problem)

    def replace(self, cause: Problem) -> None:
        """Note a problem that is the cause of all others in its place."""
        self._found = {each for each in self._found if each.place != cause.place} | {cause}

    def include(self, other: Problems) -> None:
        """Note what is among other problems too."""
        self._found.update(other.sorted())

    def lines(self, file: str) -> frozenset[int]:
        """The lines of a file that have a problem."""
        return frozenset(problem.line for problem in self._found if problem.file == file)

    def close_places(self) -> None:
        """Ignore later problems at places that have one now: a value that cannot be read is not also a wrong value."""
        self._final = {problem.place for problem in self._found}

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note a RefusedError raised inside as a problem, and go on."""
        try:
            yield
        except RefusedError as refused:
            if refused.node is not None and refused.error is not None:
                self.errors.append(refused.error)
                self.add(refused.node, one_line(refused.error))

    @contextmanager
    def all_noted(self) -> Iterator[None]:
        """Raise RefusedError at the end if a problem was noted inside."""
        before = len(self)
        yield
        if len(self) > before:
            raise RefusedError

    def sorted(self) -> list[Problem]:
        """All problems, in the order of each file."""
        return sorted(self._found)


MAX_SHOWN: Final = 40
_MOST_BITS: Final = 10_000
"""Of a whole number that is written out: Python refuses to write out one of 4300 digits."""
_LONGEST_MESSAGE: Final = 300
"""Characters: a few lines of a terminal."""


def one_line(error: ScenarioError) -> str:
    """An error's message as one line, cut where it is long."""
    line = " ".join(str(error).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 3] + "..."


def show(value: object) -> str:
    """A value as a message shows it: short, on one line, as a file writes it."""
    if isinstance(value, bool) or value is None:
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Unreadable):
        return value.value
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple | list):
        return "an empty list" if not value else f"a list of {len(value)}"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "a whole number of thousands of digits"
    text = repr(value) if isinstance(value, str | int | float) else type(value).__name__
    if isinstance(value, float) and not math.isfinite(value):
        text = text.replace("inf", ".inf").replace("nan", ".nan")
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."
