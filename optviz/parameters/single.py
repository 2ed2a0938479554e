"""The kinds of values without parts: numbers, switches, texts, choices, colours, nothing, objects made in Python."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Final

from annotated_types import Le

from optviz.cost import amount
from optviz.errors import ParameterError, ScenarioError, suggestion
from optviz.parameters.base import Kind
from optviz.parameters.colors import COLORS
from optviz.parameters.ranges import ANY, Range
from optviz.parameters.scalars import resolve
from optviz.parameters.tree import Node, RefusedError, show

if TYPE_CHECKING:
    from optviz.parameters.base import Context, Schema

LONGEST_TEXT: Final = 1000
_LONGEST_NAME: Final = 80
LARGEST: Final = 1_000_000_000
"""The largest whole number where none is declared."""


_MOST_BYTES: Final = 1e15


@dataclass(frozen=True)
class Number(Kind):
    """A finite number.

    Args: whole: whether it must be a whole number, of at most LARGEST unless its range says more.  limits: its range.
    """

    whole: bool = False
    limits: Range = ANY

    @property
    def noun(self) -> str:
        """A number or a whole number."""
        return "whole number" if self.whole else "number"

    @property
    def words(self) -> str:
        """Its noun and its range."""
        return f"a {self.noun} {self.limits}".rstrip()

    def check(self, value: Any) -> float:
        """A float, or an int where it is whole."""
        number = self._converted(value)
        if number is None or not self.limits.holds(number):
            raise self.mismatch(value)
        if not self._bounded.holds(number):
            raise replace(self, limits=self._bounded).mismatch(value)
        return number

    @property
    def _bounded(self) -> Range:
        """Its range, with a largest whole number."""
        return self.limits + Range((Le(LARGEST),)) if self.whole and not self.limits.limited else self.limits

    def _converted(self, value: Any) -> float | None:
        if isinstance(value, bool):
            return None
        try:
            if self.whole:
                return int(value) if isinstance(value, Integral) else None
            return float(value) if isinstance(value, Real) and math.isfinite(value) else None
        except OverflowError:
            return None

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A float where one is declared, even if a whole number was given in Python."""
        del short
        return float(value) if isinstance(value, int) and not self.whole else value

    def schema(self) -> Schema:
        """A number or an integer in its range."""
        return {"type": "integer" if self.whole else "number", **self._bounded.schema()}

    def within(self, limits: Range) -> Number:
        """The number with more limits; its own take precedence."""
        return replace(self, limits=limits + self.limits)

    def advice(self, value: object) -> str:
        """Where a number is in quotes."""
        is_number = isinstance(value, str) and isinstance(resolve(value), int | float)
        return "; without the quotes it is a number" if is_number else ""


@dataclass(frozen=True)
class Amount(Kind):
    """A number of bytes, also with a unit; it is kept as a whole number."""

    @property
    def noun(self) -> str:
        """What one is called."""
        return "size"

    @property
    def words(self) -> str:
        """With an example."""
        return 'bytes, or a size as "500 kB" or 2MB'

    @property
    def form(self) -> str:
        """How it is written."""
        return "SIZE"

    def check(self, value: Any) -> int:
        """Bytes, one at least."""
        found = amount(value) if isinstance(value, str) else value
        if isinstance(found, bool) or not isinstance(found, int | float) or not 1 <= found < _MOST_BYTES:
            raise self.mismatch(value)
        return int(found)

    def schema(self) -> Schema:
        """A number or a text."""
        return {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[0-9.]+ ?[kMGT]?i?B?$"}]}


@dataclass(frozen=True)
class Switch(Kind):
    """True or false."""

    @property
    def noun(self) -> str:
        """What one is called."""
        return "switch"

    @property
    def words(self) -> str:
        """What is expected."""
        return "true or false"

    @property
    def form(self) -> str:
        """How it is written."""
        return ""

    def check(self, value: Any) -> bool:
        """Nothing but a boolean."""
        if not isinstance(value, bool):
            raise self.mismatch(value)
        return value

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Text(Kind):
    """Text on one line; white space counts once."""

    longest: int = LONGEST_TEXT

    @property
    def noun(self) -> str:
        """What one is called."""
        return "text"

    @property
    def form(self) -> str:
        """How it is written."""
        return "TEXT"

    @property
    def words(self) -> str:
        """With its greatest length."""
        return f"text of at most {self.longest} characters"

    def check(self, value: Any) -> str:
        """Text that is not too long."""
        if not isinstance(value, str) or len(value) > self.longest:
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> str:
        """Text as one line; a number must be in quotes."""
        del context
        if isinstance(node.value, int | float):
            raise RefusedError(node, ParameterError(key, f"expected text, not {show(node.plain)}; put it in quotes"))
        plain = " ".join(node.value.split()) if isinstance(node.value, str) else node.plain
        return str(self.checked(node, key, plain))

    def parse(self, text: str) -> str:
        """The text itself."""
        return text

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True)
class Choice(Kind):
    """One of some words or numbers."""

    choices: tuple[str | int, ...]

    @property
    def noun(self) -> str:
        """What one is called."""
        return "choice"

    @property
    def words(self) -> str:
        """All of them."""
        return " or ".join(f"'{choice}'" if isinstance(choice, str) else str(choice) for choice in self.choices)

    @property
    def form(self) -> str:
        """All of them."""
        return "|".join(map(str, self.choices))

    def check(self, value: Any) -> str | int:
        """One of them; true is not 1."""
        for choice in self.choices:
            if type(value) is type(choice) and value == choice:
                return choice
        raise self.mismatch(value)

    def advice(self, value: object) -> str:
        """The nearest one."""
        if not isinstance(value, str):
            return ""
        if any(isinstance(choice, int) for choice in self.choices) and isinstance(resolve(value), int):
            return "; without the quotes it is a number"
        near = suggestion(value[:_LONGEST_NAME], map(str, self.choices))
        return near if "did you mean" in near else ""

    def schema(self) -> Schema:
        """An enumeration."""
        return {"enum": list(self.choices)}


@dataclass(frozen=True)
class Nothing(Kind):
    """The absence of a value."""

    @property
    def words(self) -> str:
        """What is expected."""
        return "nothing"

    def check(self, value: Any) -> None:
        """Nothing but None."""
        if value is not None:
            raise self.mismatch(value)

    def schema(self) -> Schema:
        """Null."""
        return {"type": "null"}


_COLOR: Final = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_SHORT_COLOR: Final = len("#RGB")


@dataclass(frozen=True)
class Color(Kind):
    """A colour by its name or as # and three or six hexadecimal digits; it is kept as six, in capital letters."""

    @property
    def words(self) -> str:
        """With an example of each; one is in quotes because # begins a comment."""
        return 'a colour, as lime or "#D55E00"'

    @property
    def form(self) -> str:
        """What one is called."""
        return "COLOR"

    def check(self, value: Any) -> str:
        """Its digits in capital letters."""
        if isinstance(value, str) and _COLOR.fullmatch(value):
            digits = value[1:].upper()
            return "#" + (digits if len(value) > _SHORT_COLOR else "".join(2 * digit for digit in digits))
        if not isinstance(value, str) or value.lower() not in COLORS:
            raise self.mismatch(value)
        return COLORS[value.lower()]

    def advice(self, value: object) -> str:
        """The nearest names, or the quotes that a # needs."""
        if value is None:
            return "; put # and its digits in quotes"
        near = suggestion(re.sub(r"[\s_-]", "", value)[:_LONGEST_NAME], COLORS) if isinstance(value, str) else ""
        return near if "did you mean" in near else ""

    def schema(self) -> Schema:
        """A pattern, or the names."""
        return {"anyOf": [{"type": "string", "pattern": f"^{_COLOR.pattern}$"}, {"enum": list(COLORS)}]}


@dataclass(frozen=True)
class Instance(Kind):
    """An object that only Python makes."""

    base: type[Any]

    @property
    def words(self) -> str:
        """Its class."""
        return f"a {self.base.__name__}"

    def check(self, value: Any) -> Any:
        """An instance of the class."""
        if not isinstance(value, self.base):
            raise self.mismatch(value)
        return value

    def schema(self) -> Schema:
        """No value in a file fits."""
        return {"not": {}}


@dataclass(frozen=True)
class Refused(Kind):
    """The kind of a key that takes no value.

    Args: reason: why; without one it is refused silently, because what it depends on is wrong.
    """

    reason: str = ""

    @property
    def apart(self) -> bool:
        """So that it is not described."""
        return True

    @property
    def words(self) -> str:
        """Nothing."""
        return "nothing"

    def check(self, value: Any) -> Any:
        """It does not fit."""
        raise self.mismatch(value)

    def read(self, node: Node, key: str, context: Context) -> Any:
        """Say why."""
        del key, context
        raise RefusedError(node, ScenarioError(self.reason)) if self.reason else RefusedError

    def schema(self) -> Schema:
        """Nothing fits."""
        return {"not": {}}
