"""What a kind of values is: one thing that checks a value, reads it from a file, writes it, and describes it.

It describes it in words, for messages and tables, and in JSON Schema, for editors.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from optviz.errors import ParameterError
from optviz.parameters.scalars import resolve
from optviz.parameters.tree import Node, Problems, RefusedError, show, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from optviz.parameters.ranges import Range

    Schema = dict[str, Any]


class MismatchError(Exception):
    """A value that does not fit its kind.

    Args: message: what was expected and what was met.  path: the indices that lead to the part that is wrong.
    """

    def __init__(self, message: str, path: tuple[int, ...] = ()) -> None:
        self.message, self.path = message, path
        super().__init__(message)


@dataclass(frozen=True)
class Context:
    """What reading a tree needs besides the tree.

    Args: problems: where to note what is wrong.
        supplied: values, by key, for required parameters that an entry's mapping may leave out.
        outer: the kinds of the entries around this one, as "optimizer".
        locate: finds the file of a path that stands at a node under a key, or refuses it; None where Python gives the
            values, whose paths begin in the current folder.
    """

    problems: Problems
    supplied: Mapping[str, Node]
    outer: tuple[str, ...] = ()
    locate: Callable[[Node, str, str], Path] | None = None

    def inside(self, kind: str) -> Context:
        """The context inside an entry of a kind, as "optimizer"."""
        return replace(self, outer=(*self.outer, kind))


class Kind(ABC):
    """One kind of value."""

    @property
    def noun(self) -> str:
        """The name of one value where a list is described; empty where the list shows `words` instead."""
        return ""

    @property
    def apart(self) -> bool:
        """Whether each item of a list is read on its own, so that all problems are noted, not only the first."""
        return False

    @property
    @abstractmethod
    def words(self) -> str:
        """What is expected, as "a number > 0"."""

    @abstractmethod
    def check(self, value: Any) -> Any:
        """The checked value; an int becomes a float where any number is allowed.

        Raises: MismatchError, in plain words.
        """

    @abstractmethod
    def schema(self) -> Schema:
        """The kind in JSON Schema, draft 2020-12."""

    def read(self, node: Node, key: str, context: Context) -> Any:  # noqa: ARG002  (kinds with parts use it)
        """The value at a node.

        Args: key: what messages call it.
        Raises: RefusedError where it does not fit.
        """
        return self.checked(node, key, node.plain)

    def checked(self, node: Node, key: str, plain: object) -> Any:
        """A plain value, checked; one that does not fit is refused at its node."""
        try:
            return self.check(plain)
        except MismatchError as error:
            raise RefusedError(node.at(error.path), ParameterError(key, error.message)) from None

    def write(self, value: Any, *, short: bool = False) -> Any:  # noqa: ARG002  (likewise)
        """The value as plain data that reads back as the same.

        Args: short: whether to leave out defaults.
        """
        return value

    def overlaid(self, near: Node, far: Node) -> Node:  # noqa: ARG002  (mappings of declared keys merge)
        """The value where a nearer file gives one and a farther file another."""
        return near

    def records(self) -> Iterable[Any]:
        """The records that a value may be, for the reference of all keys."""
        return ()

    def within(self, limits: Range) -> Kind:  # noqa: ARG002  (only numbers have limits)
        """The same kind with limits for its numbers."""
        return self

    def takes(self, node: Node) -> bool:  # noqa: ARG002  (a scalar may fit several kinds)
        """Whether a node can only be of this kind, where there are alternatives."""
        return False

    def parse(self, text: str) -> Any:
        """Plain data from text on a command line, not yet checked."""
        return resolve(text)

    @property
    def form(self) -> str:
        """How a value is written on a command line, as "N,N" or "a|b"."""
        return "N"

    def mismatch(self, value: object, path: tuple[int, ...] = (), advice: str = "") -> MismatchError:
        """The error for a value that does not fit."""
        finite = "" if not isinstance(value, float) or math.isfinite(value) else "finite "
        expected = self.words.replace("a number", f"a {finite}number")
        return MismatchError(f"expected {expected}, not {show(value)}{advice or self.advice(value)}", path)

    def advice(self, value: object) -> str:  # noqa: ARG002  (only some kinds have advice)
        """The end of the message: what was probably meant."""
        return ""


def make(kind: Kind, plain: object, key: str = "value") -> Any:
    """The value for plain data, read as from a file.

    Raises: ScenarioError for the first problem.
    """
    problems = Problems(key)
    with problems.noting():
        return kind.read(tree(plain), key, Context(problems, {}))
    raise problems.errors[0]
