"""Colour maps of surfaces and palettes of traces, by the names that matplotlib gives them or colour by colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from optviz.parameters import Color, Items, Kind

if TYPE_CHECKING:
    from optviz.parameters.base import Schema

_STOPS: Final = Items(Color(), 2, 32)


@dataclass(frozen=True)
class ColormapKind(Kind):
    """The name of a colour map, or its colours."""

    @property
    def words(self) -> str:
        """Both ways."""
        return "the name of a colour map, as viridis, or two or more colours"

    @property
    def form(self) -> str:
        """How it is written."""
        return "NAME"

    def check(self, value: Any) -> tuple[str, ...]:
        """Its name alone, or its colours."""
        if isinstance(value, str):
            return (value,)
        return _STOPS.check(value)

    def write(self, value: tuple[str, ...], *, short: bool = False) -> Any:
        """A name or a list."""
        del short
        return value[0] if len(value) == 1 else list(value)

    def schema(self) -> Schema:
        """A name or an array of colours."""
        return {"anyOf": [{"type": "string"}, _STOPS.schema()]}


@dataclass(frozen=True)
class PaletteKind(ColormapKind):
    """The name of a palette, or its colours."""
