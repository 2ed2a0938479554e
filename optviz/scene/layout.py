"""Where everything stands: title, counter, panels and legend, with equal margins at every size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.views import Area

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN = 17.0
"""Points between the picture's edge and anything in it."""
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE = 13.0, 9.5, 9.5
"""Points, of text."""
ROW = 21.0
"""Points from one row of the legend to the next."""
_GAP = 16.0
"""Points between panels, and between panels and the legend."""
_WIDEST = 0.36
"""The largest share of the width a legend beside the panels may take; a wider one goes below them."""
_SMALLEST_DPI = 84.0
"""At fewer dots per inch, 8.5 point labels would be less than 10 pixels high."""


def dots_per_inch(width: int, height: int) -> float:
    """The resolution at which text keeps its weight in the picture: 100 at 800 pixels wide, never unreadable."""
    return max(_SMALLEST_DPI, 100 * float(min(width, 1.8 * height) / 800) ** 0.7)


@dataclass(frozen=True)
class Layout:
    """The areas of one figure, in pixels from its lower left corner.

    Args: title: the top of the title, left-aligned at its left.  panels: one area per view.  legend: where the
        legend's rows stand.  columns: how many legend entries stand side by side.
    """

    header: Area
    panels: tuple[Area, ...]
    legend: Area
    columns: int


def layout(size: tuple[int, int], point: float, views: int, entries: int, legend_width: float) -> Layout:
    """The areas of a figure.

    Args: size: width and height in pixels.  point: pixels per point.  entries: rows of the legend, 0 for none.
        legend_width: of one legend entry, in pixels.
    """
    page = Area(0, 0, *size).shrunk(*[MARGIN * point] * 4)
    header_height = (TITLE_SIZE * 1.25 + SUBTITLE_SIZE * 1.6) * point
    header = Area(page.left, page.top - header_height, page.width, header_height)
    body = page.shrunk(top=header_height + 10 * point)
    if not entries:
        return Layout(header, _side_by_side(body, views, point), Area(body.right, body.top, 0, 0), 1)
    if legend_width <= _WIDEST * size[0] and entries * ROW * point <= body.height:
        legend = Area(body.right - legend_width, body.bottom, legend_width, body.height)
        panels = body.shrunk(right=legend_width + _GAP * point)
        return Layout(header, _side_by_side(panels, views, point), legend, 1)
    gap = _GAP * point
    columns = max(1, min(entries, int((body.width + gap) / (legend_width + gap))))
    legend_height = -(-entries // columns) * ROW * point
    legend = Area(body.left, body.bottom, body.width, legend_height)
    panels = body.shrunk(bottom=legend_height + 8 * point)
    return Layout(header, _side_by_side(panels, views, point), legend, columns)


def _side_by_side(area: Area, count: int, point: float) -> tuple[Area, ...]:
    """An area's equal parts, side by side, or one above the other where it is taller than wide."""
    gap = _GAP * point
    if area.height > area.width:
        height = (area.height - (count - 1) * gap) / count
        return tuple(Area(area.left, area.top - height - k * (height + gap), area.width, height) for k in range(count))
    width = (area.width - (count - 1) * gap) / count
    return tuple(Area(area.left + k * (width + gap), area.bottom, width, area.height) for k in range(count))
