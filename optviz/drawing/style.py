"""How pictures look: colours, fonts, lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from annotated_types import Ge, Le

from optviz.drawing.font_names import FontName, FontNames
from optviz.drawing.palettes import ColormapKind, PaletteKind
from optviz.drawing.theme import THEMES, Theme
from optviz.parameters import Color, Either, Nothing


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
        page, ink: the colours of the background and of texts; the theme's if left out.
        line_width: of traces, in points.  shading: how strongly light and shadow show the shape of a landscape.
    """

    theme: Literal["light", "dark"] = "light"
    background: Literal["page", "transparent"] = "page"
    font: Annotated[tuple[str, ...], FontNames(FontName(), most=8, distinct=True)] = ()
    colormap: Annotated[tuple[str, ...] | None, Either((ColormapKind(), Nothing()))] = None
    palette: Annotated[tuple[str, ...] | None, Either((PaletteKind(), Nothing()))] = None
    page: Annotated[str | None, Either((Color(), Nothing()))] = None
    ink: Annotated[str | None, Either((Color(), Nothing()))] = None
    line_width: Annotated[float, Ge(0.5), Le(6)] = 2.2
    shading: Annotated[float, Ge(0), Le(2)] = 1.0

    @property
    def look(self) -> Theme:
        """The colours of its pictures."""
        theme = THEMES[self.theme]
        return replace(theme, page=self.page or theme.page, ink=self.ink or theme.ink, ramp=self.colormap or theme.ramp)
