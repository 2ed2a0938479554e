"""A card that shows a style: its surface, its traces as readers with and without all cones see them, its texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from optviz.arrays import np
from optviz.drawing.heights import code, tones
from optviz.drawing.markers import marker_shape
from optviz.drawing.panel import Panel
from optviz.drawing.shapes import closed
from optviz.drawing.text import fitted
from optviz.drawing.theme import contrast, parse
from optviz.drawing.vision import DEFICIENCIES, seen
from optviz.geometry import Area
from optviz.scene.legibility import doubts
from optviz.scene.run_styles import run_styles
from optviz.scene.trace_styles import Pen, styled
from optviz.scene.traces import Trace
from optviz.views.base import Time
from optviz.views.contour import Contour
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.fonts import Weight
    from optviz.drawing.outlines import Cap
    from optviz.drawing.theme import Theme
    from optviz.scenario import Scenario
    from optviz.scene.run_styles import RunStyle
    from optviz.trajectory import Trajectory
    from optviz.views import View

WIDTH: Final = 680
"""Pixels of the layout, of one card."""
_MARGIN: Final = 36
_PANELS: Final = (92, 252)
"""Where the panels begin, below the top, and their height."""
_TITLE, _LABEL, _SMALL = 15.0, 9.0, 8.0
"""Points of letters."""
_ROW: Final = 25
_BANDS: Final = 24
"""Steps of the ramp."""
_COLUMNS: Final = (208, 340, 436, 532)
"""Where columns of the table of traces begin, after samples and names: contrasts, and what some readers see."""
_MOST: Final = 12
"""Runs in the table."""


@dataclass(frozen=True, eq=False)
class StyleCard:
    """The card of one style.

    Args: name: of the style.  scenario: with the style as its output; its runs are listed.  trajectories: walks that
        are drawn in the colours of the first runs.
    """

    name: str
    scenario: Scenario
    trajectories: Sequence[Trajectory]

    @property
    def height(self) -> int:
        """Pixels of the layout."""
        lines = max(len(self._told), 1)
        return sum(_PANELS) + 196 + _ROW * min(len(self.scenario.runs), _MOST + 1) + 18 * lines

    @property
    def theme(self) -> Theme:
        """The style's colours."""
        return self.scenario.output.look

    @property
    def _told(self) -> list[str]:
        return [each.message for each in doubts(self.scenario)]

    def draw(self, canvas: Canvas, left: float) -> None:
        """Draw it on a canvas that is as high, from some pixel of the layout on."""
        _Drawn(self, canvas, left).draw(self._told)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A card on a canvas; places are counted in pixels of the layout from its upper left corner."""

    card: StyleCard
    canvas: Canvas
    left: float

    def draw(self, told: Sequence[str]) -> None:
        theme, output = self.card.theme, self.card.scenario.output
        self._fill(-_MARGIN, 0, WIDTH, self.canvas.size[1] / self.canvas.scale, theme.page)
        self._text(self.card.name, 0, 44, _TITLE, theme.ink, weight="bold")
        font = output.font[0] if output.font else self.canvas.fonts.families[0]
        words = [f"{theme.name}", font, f"lines of {output.line_width:g} points", f"shading {output.shading:g}"]
        self._text("  ·  ".join(words), 0, 68, _LABEL, theme.secondary)
        styles = self._styles()
        self._panels(styles)
        below: float = sum(_PANELS) + 14
        self._ramp(below)
        self._colors(below + 56)
        below = self._table(styles, below + 100)
        for line in told:
            self._text(self._fitted(f"!  {line}", WIDTH - 2 * _MARGIN, _SMALL), 0, below, _SMALL, theme.ink)
            below += 18
        if not told:
            self._text(
                "Every trace can be told from the surface and from the others.", 0, below, _SMALL, theme.secondary
            )

    def _styles(self) -> list[RunStyle]:
        output = self.card.scenario.output
        pen = Pen.of(output.line_width)
        return run_styles(self.card.scenario.runs, self.card.theme, dict(output.colors), output.palette, pen)

    def _panels(self, styles: Sequence[RunStyle]) -> None:
        """A contour and a landscape, with traces."""
        room = (WIDTH - 2 * _MARGIN - 28) / 2
        shown: list[View] = [
            Contour(scale="log", levels=16),
            Surface3D(scale="log", azimuth=-140, elevation=42, grid=96),
        ]
        for place, view in enumerate(shown):
            self._panel(view, styles, self._area(place * (room + 28), _PANELS[0], room, _PANELS[1]))

    def _panel(self, view: View, styles: Sequence[RunStyle], area: Area) -> None:
        pairs = list(zip(self.card.trajectories, styles, strict=False))
        scenario, walks = self.card.scenario, [walk for walk, _ in pairs]
        colors = [style.color for _, style in pairs]
        panel = Panel(self.canvas, area, self.card.theme, scenario.surface, scenario.bounds, walks, colors)
        drawing = view.on(panel)
        time = Time(walks[0].steps, 0.0, 1.0, 0.0)
        pose = drawing.pose(time)
        drawing.draw(pose)
        traces = [
            Trace(tracks, style, how, self.canvas, self.card.theme.page)
            for (walk, style), each in zip(pairs, drawing.tracks(pose), strict=True)
            for tracks, how in styled(walk, each, "all", self.canvas.point, style.pen)
        ]
        with self.canvas.together():
            for draw in (Trace.draw, Trace.draw_hidden_heads, Trace.draw_head_casings, Trace.draw_heads):
                for trace in traces:
                    draw(trace, time.step)

    def _ramp(self, top: float) -> None:
        """The colours of surfaces from the lowest value to the highest."""
        theme, width = self.card.theme, (WIDTH - 2 * _MARGIN) / _BANDS
        for band, color in enumerate(tones(theme.ramp, (np.arange(_BANDS) + 0.5) / _BANDS)):
            self._fill(band * width, top, width + 0.5 * (band < _BANDS - 1), 16, code(color))
        named = self.card.scenario.output.colormap
        name = named[0] if named and len(named) == 1 else f"{len(theme.ramp)} colours"
        self._text(theme.ramp[0], 0, top + 28, _SMALL, theme.secondary)
        self._text(name, (WIDTH - 2 * _MARGIN) / 2, top + 28, _SMALL, theme.secondary, align="center")
        self._text(theme.ramp[-1], WIDTH - 2 * _MARGIN, top + 28, _SMALL, theme.secondary, align="right")

    def _colors(self, top: float) -> None:
        """The page, and what is written and drawn on it, with contrasts."""
        theme = self.card.theme
        room = (WIDTH - 2 * _MARGIN) / 4
        for place, name in enumerate(("page", "ink", "secondary", "grid")):
            color, left = getattr(theme, name), place * room
            self._fill(left, top - 9, 18, 18, theme.grid)
            self._fill(left + 1, top - 8, 16, 16, color)
            self._text(name, left + 26, top - 6, _SMALL, theme.ink)
            ratio = "" if name == "page" else f"  {_ratio(color, theme.page)}"
            self._text(f"{color}{ratio}", left + 26, top + 7, _SMALL, theme.secondary)

    def _table(self, styles: Sequence[RunStyle], top: float) -> float:
        """A row for each run; returns where it ends."""
        theme = self.card.theme
        for left, heading in zip(_COLUMNS, ("contrast", *DEFICIENCIES), strict=True):
            self._text(heading, left, top, _SMALL, theme.secondary)
        for style in styles[:_MOST]:
            top += _ROW
            self._line(style, style.color, 0, top, 44)
            name = fitted(
                style.label, (_COLUMNS[0] - 72) * self.canvas.scale, lambda text: self.canvas.text_width(text, _LABEL)
            )
            self._text(name, 56, top, _LABEL, theme.ink)
            self._text(f"{style.color}  {_ratio(style.color, theme.page)}", _COLUMNS[0], top, _SMALL, theme.secondary)
            for left, name in zip(_COLUMNS[1:], DEFICIENCIES, strict=True):
                self._line(style, seen(style.color, name), left, top, 76)
        if more := len(styles) - _MOST:
            top += _ROW * (more > 0)
            self._text(f"and {more} more" if more > 0 else "", 56, top, _LABEL, theme.secondary)
        return top + 34

    def _line(self, style: RunStyle, color: str, left: float, top: float, width: float) -> None:
        """A sample of a trace."""
        canvas, pen, point = self.canvas, style.pen, self.canvas.point
        line = np.array([self._at(left + 4, top), self._at(left + width - 4, top)])
        ink, gap = (pen.width * length for length in style.dash or (0.0, 0.0))
        cap: Cap = "butt" if ink else "round"
        canvas.line(line, color, pen.width, cap=cap, dash=(ink, gap) if ink else None, begun=ink / 2)
        shape = marker_shape(style.marker, (pen.head + pen.casing) * point)
        canvas.marker(line.mean(axis=0)[None], shape, color, edge=self.card.theme.page, width=pen.casing)

    def _at(self, left: float, top: float) -> tuple[float, float]:
        scale = self.canvas.scale
        return (self.left + _MARGIN + left) * scale, self.canvas.size[1] - top * scale

    def _area(self, left: float, top: float, width: float, height: float) -> Area:
        x, y = self._at(left, top + height)
        return Area(x, y, width * self.canvas.scale, height * self.canvas.scale)

    def _fill(self, left: float, top: float, width: float, height: float, color: str) -> None:
        self.canvas.fill(closed(self._area(left, top, width, height).corners[None]), color)

    def _fitted(self, text: str, width: float, size: float) -> str:
        return fitted(text, width * self.canvas.scale, lambda part: self.canvas.text_width(part, size))

    def _text(
        self,
        text: str,
        left: float,
        middle: float,
        size: float,
        color: str,
        *,
        align: Literal["left", "center", "right"] = "left",
        weight: Weight = "normal",
    ) -> None:
        self.canvas.text(text, *self._at(left, middle), size, color, align=align, weight=weight)


def _ratio(color: str, page: str) -> str:
    """The contrast of a colour with the page, as people write it."""
    return f"{contrast(parse(color), parse(page)):.1f}:1"
