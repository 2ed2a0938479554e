"""Where everything stands: title, counter, panels and legend, with equal margins at every size."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from optviz.errors import ParameterError
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

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
"""Pictures this many times wider than high, or more, have the legend beside the panels if its names have room there,
others below them."""
_FLAT = 4
"""Below the panels of a wide picture, which are flat enough, rows stand closer where they would take more than this
part of the height: a quarter."""
NARROWEST_ENTRY = 56.0
"""Points of a legend's entry: a line sample and the beginning of a name, where panels need the room."""
TIGHTEST_ROW = 13.5
"""Points between rows of a legend that has many."""
_HEADING = 16.0
"""Points above the panels of a cell for its heading."""
_PLEASANT = 1.25
"""The width of a panel over its height that the arrangement of cells aims at."""
_SMALLEST_PANEL = 45.0
"""Points; a view with its tick labels needs as much on each side."""
_SMALLEST_DPI = 84.0
"""At fewer dots per inch, 8.5 point labels would be less than 10 pixels high."""
_POINTS = 72
"""Points in an inch."""


def dots_per_inch(width: int, height: int) -> float:
    """The resolution at which text keeps its weight in the picture: 100 at 800 pixels wide, never unreadable."""
    return max(_SMALLEST_DPI, 100 * math.pow(min(width, 1.8 * height) / 800, 0.7))


@dataclass(frozen=True)
class PanelGrid:
    """How many panels there are.

    Args: columns, rows: of cells.  views: panels of each cell, stacked where there are several cells; a single
        cell's stand side by side.
    """

    columns: int = 1
    rows: int = 1
    views: int = 1

    @property
    def cells(self) -> int:
        """How many cells."""
        return self.columns * self.rows

    @property
    def panels(self) -> int:
        """How many panels."""
        return self.cells * self.views


@dataclass(frozen=True)
class Layout:
    """The areas of one figure, in pixels from its lower left corner.

    Args: header: the title, the line under it, and the counter.  panels: one area per cell and view, the cells in
        rows.  headings: one area per cell, above its panels; empty where there is a single cell.  legend: where the
        legend's rows stand.  columns: how many legend entries stand side by side.  entry: the width of each.
        places: how many legend entries there is room for.
    """

    header: Area
    panels: tuple[Area, ...]
    headings: tuple[Area, ...]
    legend: Area
    columns: int
    entry: float
    places: int

    def has_room(self, point: float) -> bool:
        """Whether no panel is too small for a view."""
        return all(_has_room(area, point) for area in self.panels)


def layout(
    size: tuple[int, int],
    point: float,
    grid: PanelGrid,
    entries: int,
    legend_width: float,
    scale: int = 1,
    *,
    below: bool | None = None,
) -> Layout:
    """The areas of a figure.

    Args: size: width and height in pixels.  point: pixels per point.  entries: of the legend, 0 for none.
        legend_width: of one legend entry, in pixels; it gives way before panels are too small.  scale: how many pixels
        in a row are one of the scenario's size.  below: whether the legend stands below the panels, not beside them;
        the first of `sides` if left out.
    Raises: ParameterError where the size leaves no room for the panels.
    """
    width, height = size
    check_room((width // scale, height // scale), grid, entries)
    below = sides(size)[0] if below is None else below
    plans = (_layout(size, point, grid, entries, each, below) for each in _widths(legend_width, point))
    for plan in plans:
        if plan.has_room(point):
            break
    return plan


class Strip(NamedTuple):
    """A figure whose panels stand side by side several times, with one header and one legend.

    Args: wider, higher: by how many pixels it is larger than the figure.  parts: the areas of each time; they share
        header and legend.  headings: one area for each time, above its panels.
    """

    wider: int
    higher: int
    parts: tuple[Layout, ...]
    headings: tuple[Area, ...]


def strip(plan: Layout, count: int, point: float, scale: int) -> Strip:
    """The areas of a figure whose panels stand side by side so many times, all as large as they were.

    Args: point, scale: as in `layout`.
    """
    left, right = min(area.left for area in plan.panels), max(area.right for area in plan.panels)
    top = max(area.top for area in (*plan.panels, *plan.headings))
    gap = (2 if plan.headings else 1) * _GAP * point  # what belongs together stands closer
    # By whole pixels of the layout, so that all are drawn alike.
    step, higher = (scale * math.ceil(length / scale) for length in (right - left + gap, _HEADING * point))
    wider = (count - 1) * step
    header = Area(plan.header.left, plan.header.bottom + higher, plan.header.width + wider, plan.header.height)
    is_beside = plan.legend.left >= right
    legend = plan.legend.shrunk(left=wider if is_beside else 0, right=-wider)
    parts = tuple(
        replace(
            plan,
            header=header,
            legend=legend,
            panels=tuple(_moved(area, number * step) for area in plan.panels),
            headings=tuple(_moved(area, number * step) for area in plan.headings),
        )
        for number in range(count)
    )
    first = Area(left, top, right - left, higher)
    return Strip(wider, higher, parts, tuple(_moved(first, number * step) for number in range(count)))


def _moved(area: Area, right: float) -> Area:
    return area._replace(left=area.left + right)


def sides(size: tuple[int, int]) -> tuple[bool, ...]:
    """Where the legend may stand, below the panels or not, its usual place first."""
    return (False, True) if size[0] >= _WIDE * size[1] else (True,)


def check_room(size: tuple[int, int], grid: PanelGrid, entries: int) -> None:
    """Raise ParameterError where a size, where scale is 1, leaves no room for panels beside so many legend entries.

    It depends on sizes and numbers alone, for names that take too much room are cut.
    """
    point = dots_per_inch(*size) / _POINTS
    if not _layout(size, point, grid, entries, NARROWEST_ENTRY * point, sides(size)[0]).has_room(point):
        panels = "a panel" if grid.panels == 1 else f"{grid.panels} panels"
        message = "{} x {} pixels are too few for {}; make it larger"
        raise ParameterError("size", message.format(*size, panels))


def _widths(widest: float, point: float) -> Iterator[float]:
    """The widths of a legend's entries to try, from the one that holds every name downward."""
    while widest > NARROWEST_ENTRY * point:
        yield widest
        widest -= point
    yield min(widest, NARROWEST_ENTRY * point)


def _layout(
    size: tuple[int, int], point: float, grid: PanelGrid, entries: int, legend_width: float, below: bool
) -> Layout:
    page = Area(0, 0, *size).shrunk(*[MARGIN * point] * 4)
    header_height = (TITLE_SIZE * 1.25 + SUBTITLE_SIZE * 1.6) * point
    header = Area(page.left, page.top - header_height, page.width, header_height)
    body = page.shrunk(top=header_height + 10 * point)
    if not entries:
        return Layout(header, *_panels(body, grid, point), Area(body.right, body.top, 0, 0), 1, 0.0, 0)
    if not below:
        legend = Area(body.right - legend_width, body.bottom, legend_width, body.height)
        panels = _panels(body.shrunk(right=legend_width + _GAP * point), grid, point)
        return Layout(header, *panels, legend, 1, legend_width, _places(legend, 1, point))
    gap = _GAP * point
    columns = max(1, min(entries, int((body.width + gap) / (legend_width + gap))))
    rows = -(-entries // columns)
    wanted = min(rows * ROW * point, body.height / (2 if below == sides(size)[0] else _FLAT))
    legend_height = min(max(wanted, rows * TIGHTEST_ROW * point), body.height / 2)
    legend = Area(body.left, body.bottom, body.width, legend_height)
    panels = _panels(body.shrunk(bottom=legend_height + 8 * point), grid, point)
    return Layout(header, *panels, legend, columns, legend_width, _places(legend, columns, point))


def _places(legend: Area, columns: int, point: float) -> int:
    """How many entries an area has room for."""
    return columns * max(1, int(legend.height / (TIGHTEST_ROW * point) + 1e-6))


def widest(size: tuple[int, int], point: float, *, below: bool) -> float:
    """The most pixels a legend entry may take, below the panels or beside them."""
    return size[0] - 2 * MARGIN * point if below else size[0] * _WIDEST


def _panels(area: Area, grid: PanelGrid, point: float) -> tuple[tuple[Area, ...], tuple[Area, ...]]:
    """The areas of the panels and of the headings of the cells."""
    if grid.cells == 1:
        columns = 1 if area.height > area.width else grid.views
        return tuple(_divided(area, columns, -(-grid.views // columns), point)[: grid.views]), ()
    columns = grid.columns if grid.rows > 1 or grid.views > 1 else _columns(area, grid.cells, point)
    cells = _divided(area, columns, -(-grid.cells // columns), point)[: grid.cells]
    headings = tuple(Area(cell.left, cell.top - _HEADING * point, cell.width, _HEADING * point) for cell in cells)
    bodies = [cell.shrunk(top=_HEADING * point) for cell in cells]
    return tuple(panel for body in bodies for panel in _divided(body, 1, grid.views, point)), headings


def _columns(area: Area, cells: int, point: float) -> int:
    """In how many columns the panels of cells come nearest to a pleasant shape, if they have room in any."""
    rows = {columns: -(-cells // columns) for columns in range(1, cells + 1)}
    parts = {columns: _divided(area, columns, rows[columns], point)[0] for columns in rows}
    roomy = [columns for columns, part in parts.items() if _has_room(part.shrunk(top=_HEADING * point), point)]
    return min(roomy, key=lambda columns: _cost(area, columns, rows[columns], cells), default=1)


def _cost(area: Area, columns: int, rows: int, cells: int) -> float:
    """How far panels are from a pleasant shape, and how much of the area stays empty, as a logarithm."""
    shape = (area.width / columns) / (area.height / rows)
    return abs(math.log(shape / _PLEASANT)) + math.log(columns * rows / cells)


def _has_room(panel: Area, point: float) -> bool:
    """Whether a panel is large enough for a view with its tick labels."""
    return min(panel.width, panel.height) >= _SMALLEST_PANEL * point


def _divided(area: Area, columns: int, rows: int, point: float) -> list[Area]:
    """An area's equal parts with gaps between them, row by row."""
    gap = _GAP * point
    width = (area.width - (columns - 1) * gap) / columns
    height = (area.height - (rows - 1) * gap) / rows
    return [
        Area(area.left + column * (width + gap), area.top - height - row * (height + gap), width, height)
        for row in range(rows)
        for column in range(columns)
    ]
