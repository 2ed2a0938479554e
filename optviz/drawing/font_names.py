"""How files name fonts: by the names of families that are installed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from optviz.drawing import fonts
from optviz.parameters import Items, MismatchError, Text

if TYPE_CHECKING:
    from optviz.parameters.base import Schema


@dataclass(frozen=True)
class FontName(Text):
    """The name of an installed family of fonts, in small or capital letters; it is kept as the font writes it."""

    longest: int = 80

    @property
    def noun(self) -> str:
        """What one is called."""
        return "font"

    def check(self, value: Any) -> str:
        """The name of a family that is installed."""
        name = super().check(value)
        known = {each.casefold(): each for each in sorted(fonts.installed())}
        if name.casefold() not in known:
            near = get_close_matches(name.casefold(), known, n=3, cutoff=0)
            raise MismatchError(
                f"no font {name!r} is installed; the nearest are {', '.join(known[each] for each in near)}"
            )
        return known[name.casefold()]


@dataclass(frozen=True)
class FontNames(Items):
    """Names of fonts, in a list or one alone."""

    @property
    def words(self) -> str:
        """One of them, or a list."""
        return f"the name of an installed font, or {super().words}"

    def check(self, value: Any) -> tuple[str, ...]:
        """A tuple of names."""
        return super().check((value,) if isinstance(value, str) else value)

    def schema(self) -> Schema:
        """A name or an array."""
        return {"anyOf": [self.item.schema(), super().schema()]}
