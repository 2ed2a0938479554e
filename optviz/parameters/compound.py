"""The kinds of values with parts: lists, points, and alternatives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import ParameterError
from optviz.parameters.base import Kind, MismatchError
from optviz.parameters.scalars import resolve
from optviz.parameters.single import Nothing, Number
from optviz.parameters.tree import Node, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optviz.parameters.base import Context, Schema
    from optviz.parameters.ranges import Range

_SHORT: Final = 40


MOST_ITEMS: Final = 1000
"""The length of a list that is declared without a limit."""


@dataclass(frozen=True)
class Items(Kind):
    """A list of items of one kind.

    Args: item: the kind of each item.  least, most: how many there may be.
        distinct: whether all items must be different.
    """

    item: Kind
    least: int = 0
    most: int = MOST_ITEMS
    distinct: bool = False

    @property
    def apart(self) -> bool:
        """As its items."""
        return self.item.apart

    @property
    def words(self) -> str:
        """What it is a list of, and how many there may be."""
        if not self.item.noun:
            return f"a list, each {self.item.words}"
        limits = getattr(self.item, "limits", "")
        return f"a list of {self._count}{self.item.noun}s {limits}".rstrip()

    @property
    def form(self) -> str:
        """The item's form, repeated."""
        return f"{self.item.form},..."

    @property
    def _count(self) -> str:
        if self.most == MOST_ITEMS:
            return f"at least {self.least} " if self.least > 1 else ""
        return f"{self.least} to {self.most} " if self.least else f"at most {self.most} "

    def check(self, value: Any) -> tuple[Any, ...]:
        """A tuple of checked items."""
        if not isinstance(value, tuple | list):
            raise self.mismatch(value)
        if not self._fits(len(value)):
            raise MismatchError(self._miscounted(len(value))) if self.item.apart else self.mismatch(value)
        found = tuple(_item(self.item, index, item) for index, item in enumerate(value))
        if self.distinct and any(item in found[:index] for index, item in enumerate(found)):
            raise MismatchError("each one once")
        return found

    def read(self, node: Node, key: str, context: Context) -> tuple[Any, ...]:
        """The items; where they are `apart`, they are read one by one, so that all problems are noted."""
        if not self.item.apart:
            return tuple(super().read(node, key, context))
        if not isinstance(node.value, list):
            short = isinstance(node.value, str) and len(node.value) < _SHORT and node.value.isprintable()
            message = self.mismatch(node.plain, advice=f"; write [{node.value}]" if short else "").message
            raise RefusedError(node, ParameterError(key, message))
        if not self._fits(len(node.value)):
            raise RefusedError(node, ParameterError(key, self._miscounted(len(node.value))))
        found: list[Any] = []
        for item in node.value:
            with context.problems.noting():
                found.append(self.item.read(item, key, context))
        if len(found) < len(node.value):
            raise RefusedError
        if self.distinct and any(item in found[:index] for index, item in enumerate(found)):
            raise RefusedError(node, ParameterError(key, "each one once"))
        return tuple(found)

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A list of written items."""
        return [self.item.write(item, short=short) for item in value]

    def records(self) -> Iterable[Any]:
        """Those of its items."""
        return self.item.records()

    def within(self, limits: Range) -> Items:
        """The list with its items within limits."""
        return replace(self, item=self.item.within(limits))

    def takes(self, node: Node) -> bool:
        """Any list, where items are read one by one."""
        return self.item.apart and isinstance(node.value, list)

    def parse(self, text: str) -> Any:
        """Items with commas between them."""
        return tuple(self.item.parse(part.strip()) for part in text.split(",") if part.strip())

    def schema(self) -> Schema:
        """An array."""
        found: Schema = {"type": "array", "items": self.item.schema(), "minItems": self.least}
        found["maxItems"] = self.most
        return found | ({"uniqueItems": True} if self.distinct else {})

    def _miscounted(self, count: int) -> str:
        free = self.most == MOST_ITEMS and self.least == 1 > count
        limits = "at least one item" if free else f"from {self.least} to {self.most} items"
        return f"expected {limits}, not {count}"

    def _fits(self, count: int) -> bool:
        return self.least <= count <= self.most


@dataclass(frozen=True)
class Fixed(Kind):
    """A list of fixed length with a kind for each item, as a point [x, y]."""

    items: tuple[Kind, ...]

    @property
    def apart(self) -> bool:
        """Every wrong list in a list gets its own problem."""
        return True

    @property
    def words(self) -> str:
        """The noun of each item, and the range where all have the same one."""
        limits = {str(getattr(item, "limits", "")) for item in self.items}
        common = limits.pop() if len(limits) == 1 else ""
        return f"[{', '.join(item.noun for item in self.items)}] {common}".rstrip()

    @property
    def form(self) -> str:
        """The items' forms with commas between them."""
        return ",".join(item.form for item in self.items)

    def check(self, value: Any) -> tuple[Any, ...]:
        """A tuple of checked items."""
        if not isinstance(value, tuple | list) or len(value) != len(self.items):
            raise self.mismatch(value)
        return tuple(_item(kind, index, item) for index, (kind, item) in enumerate(zip(self.items, value, strict=True)))

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A list of written items."""
        return [kind.write(item, short=short) for kind, item in zip(self.items, value, strict=True)]

    def within(self, limits: Range) -> Fixed:
        """The list with its items within limits."""
        return replace(self, items=tuple(item.within(limits) for item in self.items))

    def parse(self, text: str) -> Any:
        """Items with commas between them."""
        return tuple(resolve(part.strip()) for part in text.split(","))

    def schema(self) -> Schema:
        """An array of fixed length."""
        count = len(self.items)
        items = [item.schema() for item in self.items]
        return {"type": "array", "prefixItems": items, "minItems": count, "maxItems": count}


@dataclass(frozen=True)
class Size(Fixed):
    """Width and height in pixels."""

    @property
    def words(self) -> str:
        """With an example."""
        return "a width and a height in pixels, as [800, 450]"

    @property
    def form(self) -> str:
        """As 800x450."""
        return "WxH"

    def parse(self, text: str) -> Any:
        """Numbers with a cross between them."""
        return tuple(resolve(part.strip()) for part in re.split("[xX×]", text))


@dataclass(frozen=True)
class WordOrNumber(Kind):
    """A number; files write some numbers as words.

    Args: named: the words, and the numbers that they mean.  number: the other numbers.
    """

    named: tuple[tuple[str, int], ...]
    number: Number

    @property
    def words(self) -> str:
        """The words and the numbers."""
        return f"{', '.join(word for word, _ in self.named)} or {self.number.words}"

    @property
    def form(self) -> str:
        """The same, shorter."""
        return "|".join([*(word for word, _ in self.named), self.number.form])

    def check(self, value: Any) -> Any:
        """A number, with or without a word for it."""
        known = type(value) is int and value in dict(self.named).values()
        return value if known else self._other(value)

    def read(self, node: Node, key: str, context: Context) -> Any:
        """A word or a number; a number that can only be written as a word is refused."""
        del context
        if isinstance(node.value, str) and node.value in dict(self.named):
            return dict(self.named)[node.value]
        try:
            return self._other(node.plain)
        except MismatchError as error:
            raise RefusedError(node, ParameterError(key, error.message)) from None

    def write(self, value: Any, *, short: bool = False) -> Any:
        """The word for a number that has one."""
        del short
        return next((word for word, number in self.named if number == value), value)

    def schema(self) -> Schema:
        """A word or a number."""
        return {"anyOf": [{"enum": [word for word, _ in self.named]}, self.number.schema()]}

    def _other(self, value: object) -> Any:
        try:
            return self.number.check(value)
        except MismatchError:
            raise self.mismatch(value) from None


@dataclass(frozen=True)
class Either(Kind):
    """One of several kinds; the first that fits."""

    kinds: tuple[Kind, ...]

    @property
    def noun(self) -> str:
        """The first one's."""
        return self.kinds[0].noun

    @property
    def words(self) -> str:
        """All alternatives except "nothing", which is the same as leaving the key out."""
        return " or ".join(dict.fromkeys(kind.words for kind in self._present))

    @property
    def form(self) -> str:
        """The first one's."""
        return self.kinds[0].form

    @property
    def _present(self) -> list[Kind]:
        return [kind for kind in self.kinds if not isinstance(kind, Nothing)]

    def check(self, value: Any) -> Any:
        """The value, checked by the first kind that fits; otherwise the error for an item, or for the whole."""
        inside: list[MismatchError] = []
        for kind in self.kinds:
            try:
                return kind.check(value)
            except MismatchError as error:
                inside += [error] if error.path else []
        raise inside[0] if inside else self.mismatch(value)

    def read(self, node: Node, key: str, context: Context) -> Any:
        """Read by the kind that the node can only be of; otherwise checked as a plain value."""
        present = self._present
        if len(present) < len(self.kinds) and node.value is None:
            return None
        for kind in present:
            if len(present) == 1 or kind.takes(node):
                return kind.read(node, key, context)
        return super().read(node, key, context)

    def write(self, value: Any, *, short: bool = False) -> Any:
        """Written by the first kind that it fits."""
        for kind in self.kinds:
            try:
                kind.check(value)
            except MismatchError:
                continue
            return kind.write(value, short=short)
        return value

    def overlaid(self, near: Node, far: Node) -> Node:
        """As the alternative that is a record, where there is one only."""
        records = [kind for kind in self.kinds if list(kind.records())]
        return records[0].overlaid(near, far) if len(records) == 1 else near

    def records(self) -> Iterable[Any]:
        """Those of all alternatives."""
        return [record for kind in self.kinds for record in kind.records()]

    def within(self, limits: Range) -> Either:
        """The alternatives within limits."""
        return replace(self, kinds=tuple(kind.within(limits) for kind in self.kinds))

    def parse(self, text: str) -> Any:
        """As the first alternative."""
        return self.kinds[0].parse(text)

    def advice(self, value: object) -> str:
        """The first advice of an alternative."""
        return next(filter(None, (kind.advice(value) for kind in self.kinds)), "")

    def schema(self) -> Schema:
        """Any of them."""
        return {"anyOf": [kind.schema() for kind in self.kinds]}


def _item(kind: Kind, index: int, value: object) -> Any:
    """A checked item; the path of an error leads to it."""
    try:
        return kind.check(value)
    except MismatchError as error:
        raise MismatchError(error.message, (index, *error.path)) from None
