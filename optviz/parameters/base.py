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
    from collections.abc import Iterable, Mapping

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
    """What reading a tree needs beside the tree.

    Args: problems: where to note what is wrong.
        supplied: values by key for what the mapping of an entry needs and lacks.
        outer: the kinds of the entries that this one is inside of.
    """

    problems: Problems
    supplied: Mapping[str, Node]
    outer: tuple[str, ...] = ()

    def inside(self, kind: str) -> Context:
        """The context of what is inside an entry of a kind."""
        return replace(self, outer=(*self.outer, kind))


class Kind(ABC):
    """One kind of value."""

    @property
    def noun(self) -> str:
        """What one of them is called where a list of them is described; empty where that says its words."""
        return ""

    @property
    def apart(self) -> bool:
        """Whether each of a list of them is read by itself, so that all problems are noted, not the first alone."""
        return False

    @property
    @abstractmethod
    def words(self) -> str:
        """What is expected, as "a number > 0"."""

    @abstractmethod
    def check(self, value: Any) -> Any:
        """The value as it should be: a whole number where any is declared becomes a float.

        Raises: MismatchError, in plain words.
        """

    @abstractmethod
    def schema(self) -> Schema:
        """The kind in JSON Schema, draft 2020-12."""

    def read(self, node: Node, key: str, context: Context) -> Any:  # noqa: ARG002  (what is made of parts needs it)
        """The value that stands at a node.

        Args: key: what messages call it.
        Raises: RefusedError where it is none of this kind.
        """
        return self.checked(node, key, node.plain)

    def checked(self, node: Node, key: str, plain: object) -> Any:
        """A plain value, refused at its node where it does not fit."""
        try:
            return self.check(plain)
        except MismatchError as error:
            raise RefusedError(node.at(error.path), ParameterError(key, error.message)) from None

    def write(self, value: Any, *, short: bool = False) -> Any:  # noqa: ARG002  (likewise)
        """The value as plain data that reads back as the same.

        Args: short: without what is a default.
        """
        return value

    def records(self) -> Iterable[Any]:
        """The mappings with declared keys that a value may be, for the reference of all keys."""
        return ()

    def within(self, limits: Range) -> Kind:  # noqa: ARG002  (only what holds numbers has limits)
        """The same kind, its numbers within some limits."""
        return self

    def takes(self, node: Node) -> bool:  # noqa: ARG002  (only a mapping tells what it is)
        """Whether a node among alternatives can only be of this kind."""
        return False

    def parse(self, text: str) -> Any:
        """Plain data from a text on a command line, not yet checked."""
        return resolve(text)

    @property
    def form(self) -> str:
        """How such a text is written, as "N,N" or "a|b"."""
        return "N"

    def mismatch(self, value: object, path: tuple[int, ...] = (), advice: str = "") -> MismatchError:
        """The complaint about a value."""
        finite = "" if not isinstance(value, float) or math.isfinite(value) else "finite "
        expected = self.words.replace("a number", f"a {finite}number")
        return MismatchError(f"expected {expected}, not {show(value)}{advice or self.advice(value)}", path)

    def advice(self, value: object) -> str:  # noqa: ARG002  (only some have any)
        """The end of a complaint: what was probably meant."""
        return ""


def make(kind: Kind, plain: object, key: str = "value") -> Any:
    """The value that plain data stands for, read as a file is.

    Raises: ScenarioError, the first of all that is wrong.
    """
    problems = Problems(key)
    with problems.noting():
        return kind.read(tree(plain), key, Context(problems, {}))
    raise problems.errors[0]
