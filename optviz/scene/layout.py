"""Where everything stands: title, counter, panels and legend, with equal margins at every size."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optviz.errors import ParameterError
from optviz.views import Area

MARGIN = 17.0
"""Points between the picture's edge and anything in it."""
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE = 13.0, 9.5, 9.5
"""Points, of text."""
ROW = 21.0
"""Points from one row of the legend to the next."""
_GAP = 16.0
"""Points between panels, and between panels and the legend."""
_WIDEST = 0.36
"""The largest share of the width that a legend beside the panels may take."""
_WIDE = 1.2
"""Pictures this many times wider than high, or more, have the legend beside the panels, others below them."""
TIGHTEST_ROW = 13.5
"""Points between rows of a legend that has many."""
_SMALLEST_PANEL = 45.0
"""Points; a view with its tick labels needs as much on each side."""
_SMALLEST_DPI = 84.0
"""At fewer dots per inch, 8.5 point labels would be less than 10 pixels high."""


def dots_per_inch(width: int, height: int) -> float:
    """The resolution at which text keeps its weight in the picture: 100 at 800 pixels wide, never unreadable."""
    return max(_SMALLEST_DPI, 100 * math.pow(min(width, 1.8 * height) / 800, 0.7))


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
    Raises: ParameterError where the size leaves no room for the views.
    """
    plan = _layout(size, point, views, entries, legend_width)
    if min(min(area.width, area.height) for area in plan.panels) < _SMALLEST_PANEL * point:
        raise ParameterError("size", f"{size[0]} x {size[1]} pixels are too few for {views} views; make it larger")
    return plan


def _layout(size: tuple[int, int], point: float, views: int, entries: int, legend_width: float) -> Layout:
    page = Area(0, 0, *size).shrunk(*[MARGIN * point] * 4)
    header_height = (TITLE_SIZE * 1.25 + SUBTITLE_SIZE * 1.6) * point
    header = Area(page.left, page.top - header_height, page.width, header_height)
    body = page.shrunk(top=header_height + 10 * point)
    if not entries:
        return Layout(header, _side_by_side(body, views, point), Area(body.right, body.top, 0, 0), 1)
    if _is_wide(size):
        legend = Area(body.right - legend_width, body.bottom, legend_width, body.height)
        panels = body.shrunk(right=legend_width + _GAP * point)
        return Layout(header, _side_by_side(panels, views, point), legend, 1)
    gap = _GAP * point
    columns = max(1, min(entries, int((body.width + gap) / (legend_width + gap))))
    legend_height = min(-(-entries // columns) * ROW * point, body.height / 2)
    legend = Area(body.left, body.bottom, body.width, legend_height)
    panels = body.shrunk(bottom=legend_height + 8 * point)
    return Layout(header, _side_by_side(panels, views, point), legend, columns)


def widest(size: tuple[int, int]) -> float:
    """The most pixels a legend entry may take."""
    return size[0] * (_WIDEST if _is_wide(size) else 1 - _WIDEST)


def _is_wide(size: tuple[int, int]) -> bool:
    return size[0] >= _WIDE * size[1]


def _side_by_side(area: Area, count: int, point: float) -> tuple[Area, ...]:
    """An area's equal parts, side by side, or one above the other where it is taller than wide."""
    gap = _GAP * point
    if area.height > area.width:
        height = (area.height - (count - 1) * gap) / count
        return tuple(Area(area.left, area.top - height - k * (height + gap), area.width, height) for k in range(count))
    width = (area.width - (count - 1) * gap) / count
    return tuple(Area(area.left + k * (width + gap), area.bottom, width, area.height) for k in range(count))
