"""How pictures look: colours, fonts, lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le

from optviz.drawing.font_names import FontName, FontNames
from optviz.drawing.palettes import ColormapKind, PaletteKind, ThemesColor, stops
from optviz.drawing.theme import READABLE, THEMES, Theme, base, contrast, parse
from optviz.errors import ParameterError
from optviz.parameters import Either, Nothing, check

_COLORS: Final = Either((ThemesColor(), Nothing()))


@dataclass(frozen=True, kw_only=True)
class Style:
    """How pictures look.

    Args: theme: light or dark.  background: the page's colour, or transparent.
        font: a family of fonts by its name, or several: a letter is drawn with the first that has it.
            After them come DejaVu Sans and whatever is installed; numbers that change stay in DejaVu Sans Mono.
        colormap: of surfaces, from the lowest value to the highest: one of matplotlib's by its name, or two or more
            colours; the theme's own if left out.
        palette: of traces, one after another: okabe-ito, tableau, another of matplotlib's by its name, or colours; each
            optimizer has its own colour in every figure if left out.
        page, ink: the colours of the background and of texts, one for both themes or one for each, as [white, black];
            the theme's if left out. Where an ink alone cannot be read on a theme's page, that keeps its own.
        line_width: of traces, in points.  shading: how strongly light and shadow show the shape of a landscape.
    """

    theme: Literal["light", "dark"] = "light"
    background: Literal["page", "transparent"] = "page"
    font: Annotated[tuple[str, ...], FontNames(FontName(), most=8, distinct=True)] = ()
    colormap: Annotated[tuple[str, ...] | None, Either((ColormapKind(), Nothing()))] = None
    palette: Annotated[tuple[str, ...] | None, Either((PaletteKind(), Nothing()))] = None
    page: Annotated[tuple[str, ...] | None, _COLORS] = None
    ink: Annotated[tuple[str, ...] | None, _COLORS] = None
    line_width: Annotated[float, Ge(0.5), Le(6)] = 2.2
    shading: Annotated[float, Ge(0), Le(2)] = 1.0

    def __post_init__(self) -> None:
        check(self)
        for name in THEMES:
            page, ink = self._of(self.page, name), self._of(self.ink, name)
            if page and ink and (found := contrast(parse(ink), parse(page))) < READABLE:
                why = f"the contrast is {found:.1f}, less than {READABLE:g}"
                raise ParameterError("ink", f"{ink} cannot be read on the page {page}: {why}")

    @property
    def look(self) -> Theme:
        """The colours of its pictures."""
        page, ink = self.own
        found = replace(base(self.theme, page).on(page, ink), shading=self.shading)
        return replace(found, ramp=stops(self.colormap), shade=None, lowest=0.0) if self.colormap else found

    @property
    def own(self) -> tuple[str | None, str | None]:
        """The page and the ink that its theme was given."""
        return self._of(self.page, self.theme), self._of(self.ink, self.theme)

    @staticmethod
    def _of(colors: tuple[str, ...] | None, theme: str) -> str | None:
        """A theme's colour of one or two."""
        return colors[list(THEMES).index(theme) % len(colors)] if colors else None
