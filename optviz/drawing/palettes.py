"""Colour maps of surfaces and palettes of traces, by the names that matplotlib gives them or colour by colour."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from optviz.drawing.theme import PALETTE, READABLE, contrast, parse
from optviz.parameters import Color, Fixed, Items, Kind, MismatchError
from optviz.parameters.tree import show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optviz.parameters.base import Schema

OWN: Final[Mapping[str, str | tuple[str, ...]]] = {"okabe-ito": (*PALETTE[:7], "#F0E442"), "tableau": "tab10"}
"""Palettes under names that matplotlib does not have: their colours, or matplotlib's name."""
_COLORS: Final = Items(Color())
_MOST: Final = 32
"""Colours in a list. matplotlib's maps of no more colours are made to be told apart, not to be ordered."""


@dataclass(frozen=True)
class ColormapKind(Kind):
    """The name of a colour map, or its colours."""

    least: int = 2

    @property
    def words(self) -> str:
        """Both ways."""
        return "the name of a colour map, as viridis, or two or more colours"

    @property
    def form(self) -> str:
        """How it is written."""
        return "NAME|COLOR,..."

    @property
    def noun(self) -> str:
        """What messages call it."""
        return "colour map"

    def check(self, value: Any) -> tuple[str, ...]:
        """Its name alone, as matplotlib writes it, or its colours."""
        if isinstance(value, str):
            return (self._known(value),)
        if not isinstance(value, tuple | list):
            raise self.mismatch(value)
        if self.least <= len(value) <= _MOST:
            with suppress(MismatchError):
                return _COLORS.check(value)
        if len(value) == 1 and isinstance(value[0], str) and value[0] in self._names().values():
            return tuple(value)
        if not self.least <= len(value) <= _MOST:
            raise self.mismatch(value)
        return _COLORS.check(value)

    def _known(self, name: str) -> str:
        """A name, however its letters are written."""
        found = self._names().get(name.casefold())
        if found is None:
            near = get_close_matches(name.casefold()[:_LONGEST], self._names(), n=3, cutoff=0)
            names = ", ".join(self._names()[each] for each in near)
            raise MismatchError(f"no {self.noun} {show(name)}; the nearest are {names}")
        return found

    def write(self, value: tuple[str, ...], *, short: bool = False) -> Any:
        """A name or a list."""
        del short
        return value[0] if len(value) == 1 and not value[0].startswith("#") else list(value)

    def parse(self, text: str) -> Any:
        """A name, or colours with commas between them."""
        return _COLORS.parse(text) if "," in text or text.startswith("#") else text

    def schema(self) -> Schema:
        """A name or an array of colours."""
        return {"anyOf": [{"type": "string"}, Items(Color(), self.least, _MOST).schema()]}

    def _names(self) -> Mapping[str, str]:
        """All names, by what they are in small letters."""
        return _by_small_letters()


_LONGEST: Final = 80


@dataclass(frozen=True)
class PaletteKind(ColormapKind):
    """The name of a palette, or its colours."""

    least: int = 1

    @property
    def words(self) -> str:
        """Both ways."""
        return "the name of a palette, as okabe-ito or tableau, or colours"

    @property
    def noun(self) -> str:
        """What messages call it."""
        return "palette"

    def _names(self) -> Mapping[str, str]:
        """matplotlib's, and others."""
        return {**_by_small_letters(), **{name: name for name in OWN}}


@dataclass(frozen=True)
class ThemesColor(Kind):
    """A colour for both themes, or one for each."""

    @property
    def words(self) -> str:
        """Both ways."""
        return f"{Color().words}, or two, for the light and the dark theme"

    @property
    def form(self) -> str:
        """How it is written."""
        return "COLOR|COLOR,COLOR"

    def check(self, value: Any) -> tuple[str, ...]:
        """One colour or two."""
        if not isinstance(value, tuple | list):
            value = (value,)
        if not 1 <= len(value) <= len(_PAIR.items):
            raise self.mismatch(value)
        return Fixed(_PAIR.items[: len(value)]).check(value)

    def write(self, value: tuple[str, ...], *, short: bool = False) -> Any:
        """A colour or a list of two."""
        del short
        return value[0] if len(value) == 1 else list(value)

    def parse(self, text: str) -> Any:
        """A colour, or two with a comma between them."""
        return _PAIR.parse(text) if "," in text else text

    def advice(self, value: object) -> str:
        """That of a colour."""
        return Color().advice(value)

    def schema(self) -> Schema:
        """A colour or an array of two."""
        return {"anyOf": [Color().schema(), _PAIR.schema()]}


_PAIR: Final = Fixed((Color(), Color()))


def stops(colormap: tuple[str, ...]) -> tuple[str, ...]:
    """The colours of a colour map from its lowest to its highest, as ColormapKind has it."""
    return colormap if colormap[0].startswith("#") else _colors(colormap[0])


def chosen(palette: tuple[str, ...], count: int, page: str) -> Sequence[str]:
    """The colours of a palette for some traces on a page, as PaletteKind has it.

    A map of many colours gives as many as there are traces, from the part that stands out from the page; where another
    palette has fewer than there are traces, it begins again.
    """
    found = palette
    if not palette[0].startswith("#"):
        own = OWN.get(palette[0], palette[0])
        found = own if isinstance(own, tuple) else _colors(own)
    if len(found) <= _MOST:
        return [found[place % len(found)] for place in range(count)]
    first, last = _standing_out(found, page)
    middle = (first + last) / 2
    step = (last - first) / max(count - 1, 1)
    return [found[round(middle + step * (place - (count - 1) / 2))] for place in range(count)]


def _standing_out(colors: Sequence[str], page: str) -> tuple[int, int]:
    """The first and the last of the longest row of colours that can be read on a page; all, where none can."""
    best, begun = (0, -1), 0
    for place, color in enumerate(colors):
        if contrast(parse(color), parse(page)) < READABLE:
            begun = place + 1
        elif place - begun > best[1] - best[0]:
            best = begun, place
    return best if best[1] > best[0] else (0, len(colors) - 1)


@cache
def _by_small_letters() -> Mapping[str, str]:
    return {name.casefold(): name for name in _colormaps()}


@cache
def _colors(name: str) -> tuple[str, ...]:
    """The colours of one of matplotlib's maps."""
    found = _colormaps()[name]
    rows = found(range(found.N)).tolist()
    return tuple("#{:02X}{:02X}{:02X}".format(*(round(255 * channel) for channel in row)) for row in rows)


def _colormaps() -> Any:
    """matplotlib's catalogue, which is loaded where somebody asks for one of its names."""
    from optviz.drawing import settings

    settings.load()
    from matplotlib import colormaps

    return colormaps
