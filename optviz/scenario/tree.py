"""A scenario as a tree of values that know where they stand, and the problems found in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from optviz.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Unreadable(Enum):
    """Stands for a value whose problem is already reported."""

    VALUE = "something unreadable"


@dataclass(frozen=True)
class Ready:
    """Something that is made already and need not be read: a surface, an optimizer, a schedule, a view."""

    thing: Any


Scalar: TypeAlias = "bool | int | float | str | None"
Plain: TypeAlias = "Scalar | Unreadable | Ready | tuple[Plain, ...] | dict[str, Plain]"


@dataclass(eq=False, slots=True)
class Node:
    """A value and where it stands. Lines and columns count from 1.

    Args: value: a scalar, a list of nodes, nodes by key, or what is made already.  keys: where each key of a
            mapping stands.
    """

    line: int
    column: int
    value: Scalar | Unreadable | Ready | list[Node] | dict[str, Node]
    keys: dict[str, Node] = field(default_factory=dict)

    @property
    def plain(self) -> Plain:
        """The value without its places; a list becomes a tuple."""
        if isinstance(self.value, list):
            return tuple(item.plain for item in self.value)
        if isinstance(self.value, dict):
            return {key: item.plain for key, item in self.value.items()}
        return self.value

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


def grown(value: object) -> Node:
    """The tree of plain data, lists, mappings and NumPy's numbers; what is none of these stands there as it is.

    Its places only tell which value comes before another.
    """
    return _grown(value, count(1))


def _grown(value: object, places: Iterator[int]) -> Node:
    place = next(places)
    if isinstance(value, Mapping):
        keys = {str(key): Node(next(places), 1, str(key)) for key in value}
        return Node(place, 1, {str(key): _grown(item, places) for key, item in value.items()}, keys)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return Node(place, 1, [_grown(item, places) for item in value])
    return Node(place, 1, value if isinstance(value, str | int | float | None) else Ready(value))


class Problems:
    """What is wrong with one file, collected."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: set[Problem] = set()
        self._settled: set[tuple[int, int]] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, node: Node, message: str) -> None:
        """Note a problem where a node stands."""
        self.add_at(node.line, node.column, message)

    def add_at(self, line: int, column: int, message: str) -> None:
        """Note a problem at a line and a column."""
        if (line, column) not in self._settled:
            self._found.add(Problem(self.file, line, column, message))

    def settle(self) -> None:
        """Let what is noted so far be the last word on its places."""
        self._settled = {(problem.line, problem.column) for problem in self._found}

    def sorted(self) -> list[Problem]:
        """All of them in the file's order."""
        return sorted(self._found)


MAX_SHOWN: Final = 40


def show(value: object) -> str:
    """A value as a message shows it: short, one line, as one would write it in the file."""
    if isinstance(value, bool) or value is None:
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Unreadable):
        return value.value
    if isinstance(value, Ready):
        return type(value.thing).__name__
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple | list):
        return "an empty list" if not value else f"a list of {len(value)}"
    text = repr(value)
    if isinstance(value, float) and not math.isfinite(value):
        text = text.replace("inf", ".inf").replace("nan", ".nan")
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."
