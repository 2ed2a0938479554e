"""A legend in a corner of a panel: what the glyphs in that panel mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, np
from optviz.drawing.axes import TICK_SIZE
from optviz.drawing.shapes import closed
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.panel import Panel
    from optviz.drawing.vectors import Glyph

_ROW, _HANDLE, _GAP, _PAD, _MARGIN = 13.5, 20.0, 6.0, 5.0, 5.0
"""Points: the height of a row, the length of a sample, the space between it and its text, the space round all rows, and
the space between the legend and the edges of its panel."""
_OPACITY = 0.9
"""Of the legend's background."""


class Row(NamedTuple):
    """One row: a sample of a glyph, and what it means."""

    title: str
    glyph: Glyph


class PanelLegend:
    """A legend in its place, an overlay: it lies over the traces, so that it can be read anywhere.

    Args: panel: what it is drawn on.  rows: from the top.  area: its place.
    """

    def __init__(self, panel: Panel, rows: Sequence[Row], area: Area) -> None:
        self.panel, self.rows, self.area = panel, rows, area

    def draw(self, canvas: Canvas) -> None:
        """Draw the background, then row by row a sample and what it means."""
        theme, point, area = self.panel.theme, self.panel.point, self.area
        canvas.fill(closed(_outline(area)), theme.page, opacity=_OPACITY)
        left, middle = area.left + _PAD * point, area.top - (_PAD + TICK_SIZE / 2) * point
        for row in self.rows:
            for shapes in row.glyph.sample(left, middle, _HANDLE * point):
                shapes.draw(canvas)
            canvas.text(row.title, left + (_HANDLE + _GAP) * point, middle, TICK_SIZE, theme.ink)
            middle -= _ROW * point


def placed(panel: Panel, rows: Sequence[Row], within: Area, busy: Array) -> PanelLegend | None:
    """A legend in the corner of an area where it covers the fewest of some places.

    Args: rows: at least one.  busy: places that are better left free, (K, 2) pixels.
    Returns: None where there is no room.
    """
    point = panel.point
    text = max(panel.canvas.text_width(row.title, TICK_SIZE) for row in rows)
    width = text + (_HANDLE + _GAP + 2 * _PAD) * point
    height = ((len(rows) - 1) * _ROW + TICK_SIZE + 2 * _PAD) * point
    room = within.shrunk(*[_MARGIN * point] * 4)
    if width > room.width or height > room.height:
        return None
    lefts, bottoms = (room.right - width, room.left), (room.top - height, room.bottom)
    corners = [Area(left, bottom, width, height) for bottom in bottoms for left in lefts]
    return PanelLegend(panel, rows, min(corners, key=lambda corner: _covered(corner, _MARGIN * point, busy)))


def _covered(area: Area, margin: float, places: Array) -> int:
    """How many places lie in an area or nearer to it than a margin."""
    return int(area.contains(places, margin).sum())


def _outline(area: Area) -> Array:
    """The outline of a rectangle, (1, 5, 2)."""
    left, bottom, right, top = area.left, area.bottom, area.right, area.top
    return np.array([[[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]])
