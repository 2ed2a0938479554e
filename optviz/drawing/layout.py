"""Where everything stands: title, counter, panels and legend, with equal margins at every size."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from optviz.errors import ParameterError
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Side: TypeAlias = Literal["right", "below", "inside", "none"]
Proportions: TypeAlias = tuple[float, float]
"""Between which widths, in heights of it, a panel is filled well."""

MARGIN = 17.0
"""Points between the picture's edge and anything in it."""
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE = 13.0, 9.5, 9.5
"""Points, of text."""
ROW = 21.0
"""Points from one row of the legend to the next."""
LINE = 12.0
"""Points from one line of an entry of the legend to the next, where entries have several."""
PADDING = 7.0
"""Points between the edge of a legend inside a panel and its rows, and between that edge and the panel's."""
_GAP = 16.0
"""Points between panels, and between panels and the legend."""
_WIDEST = 0.36
"""The largest share of the width that a legend beside the panels may take."""
_INSIDE = (0.75, 0.85)
"""The largest shares of the first panel's width and height that a legend inside it may take."""
_FLAT = 4
"""Below the panels of a wide picture rows stand closer where they would take more than this part of the height: a
quarter."""
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
CAPTION_LINE = 13.0
"""Points from one line of the caption to the next."""
_ABOVE_CAPTION, _ABOVE_LEGEND = 9.0, 8.0
"""Points between what stands below the panels and what is above it."""
_NEAR = 1e-6
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
class Rows:
    """What has to find its place in a legend.

    Args: count: of entries.  width: of one, in pixels.  lines: of text of one.
    """

    count: int
    width: float
    lines: int = 1

    @property
    def tightest(self) -> float:
        """Points from one entry to the next where there are many."""
        return TIGHTEST_ROW + (self.lines - 1) * LINE

    @property
    def pleasant(self) -> float:
        """The same where there is room."""
        return ROW + (self.lines - 1) * LINE


@dataclass(frozen=True)
class Layout:
    """The areas of one figure, in pixels from its lower left corner.

    Args: header: the title, the line under it, and the counter.  panels: one area per cell and view, the cells in
        rows.  headings: one area per cell, above its panels; empty where there is a single cell.  legend: where the
        legend's rows stand.  columns: how many legend entries stand side by side.  entry: the width of each.
        places: how many legend entries there is room for.  side: where the legend stands.  caption: what stands under
        the picture.
    """

    header: Area
    panels: tuple[Area, ...]
    headings: tuple[Area, ...]
    legend: Area
    columns: int
    entry: float
    places: int
    side: Side
    caption: Area

    def has_room(self, point: float) -> bool:
        """Whether no panel is too small for a view, and a legend inside has room for the beginning of a name."""
        inside = self.side != "inside" or self.places > 0
        return inside and all(_has_room(area, point) for area in self.panels)

    def used(self, shapes: Sequence[Proportions]) -> float:
        """The pixels that panels can use, each of which is filled well in shapes between two."""
        return sum(
            min(area.width, area.height * widest) * min(area.height, area.width / narrowest)
            for area, (narrowest, widest) in zip(self.panels, shapes, strict=True)
        )


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
    left_out, added = {"right": (wider, -wider), "below": (0, -wider)}.get(plan.side, (0, 0))
    legend, caption = plan.legend.shrunk(left=left_out, right=added), plan.caption.shrunk(right=-wider)
    parts = tuple(
        replace(
            plan,
            header=header,
            legend=legend,
            caption=caption,
            panels=tuple(_moved(area, number * step) for area in plan.panels),
            headings=tuple(_moved(area, number * step) for area in plan.headings),
        )
        for number in range(count)
    )
    first = Area(left, top, right - left, higher)
    return Strip(wider, higher, parts, tuple(_moved(first, number * step) for number in range(count)))


def _moved(area: Area, right: float) -> Area:
    return area._replace(left=area.left + right)


def check_room(
    size: tuple[int, int], grid: PanelGrid, entries: int, place: Side | Literal["auto"], *, captioned: bool = False
) -> None:
    """Raise ParameterError where a size, where scale is 1, leaves no room for panels beside so many legend entries.

    It depends on sizes and numbers alone, for names that take too much room are cut.
    """
    point = dots_per_inch(*size) / _POINTS
    rows, caption = Rows(entries, NARROWEST_ENTRY * point), CAPTION_LINE * point * captioned
    plans = [planned(size, point, grid, rows, side, caption) for side in sides(place)]
    if not any(plan.has_room(point) for plan in plans):
        panels = "a panel" if grid.panels == 1 else f"{grid.panels} panels"
        message = f"{size[0]} x {size[1]} pixels are too few for {panels}{_WITH[place]}"
        raise ParameterError("size", f"{message}; make it larger")


_WITH: Final = {
    "auto": "",
    "none": "",
    "right": " with a legend to the right",
    "below": " with a legend below",
    "inside": " with a legend inside",
}
"""What else a picture is too small for."""


def sides(place: Side | Literal["auto"]) -> tuple[Side, ...]:
    """Where a legend may stand, its usual place first."""
    return ("right", "below") if place == "auto" else (place,)


def _narrower(rows: Rows, point: float) -> Iterator[Rows]:
    """Rows of the widths to try, from those that hold every name downward."""
    while rows.width > NARROWEST_ENTRY * point:
        yield rows
        rows = replace(rows, width=rows.width - point)
    yield replace(rows, width=min(rows.width, NARROWEST_ENTRY * point))


def narrowed(
    size: tuple[int, int], point: float, grid: PanelGrid, rows: Rows, side: Side, caption: float = 0.0
) -> Layout:
    """The areas of a figure, the entries of whose legend give way before panels are too small; see planned."""
    for each in _narrower(rows, point):
        plan = planned(size, point, grid, each, side, caption)
        if plan.has_room(point):
            break
    return plan


def planned(
    size: tuple[int, int], point: float, grid: PanelGrid, rows: Rows, side: Side, caption: float = 0.0
) -> Layout:
    """The areas of a figure, whether there is room for its panels or not.

    Args: size: width and height in pixels.  point: pixels per point.  rows: of the legend.  side: where it stands.
        caption: the height of what stands under the picture, in pixels.
    """
    page = Area(0, 0, *size).shrunk(*[MARGIN * point] * 4)
    header_height = (TITLE_SIZE * 1.25 + SUBTITLE_SIZE * 1.6) * point
    header = Area(page.left, page.top - header_height, page.width, header_height)
    under = Area(page.left, page.bottom, page.width, caption)
    body = page.shrunk(top=header_height + 10 * point, bottom=caption and caption + _ABOVE_CAPTION * point)
    if side == "none" or not rows.count:
        return Layout(header, *_panels(body, grid, point), Area(body.right, body.top, 0, 0), 1, 0.0, 0, "none", under)
    if side == "inside":
        panels = _panels(body, grid, point)
        legend = _inside(panels[0][0], rows, point)
        places = _places(legend, 1, rows, point) * (legend.width >= min(rows.width, NARROWEST_ENTRY * point) - _NEAR)
        return Layout(header, *panels, legend, 1, legend.width, places, side, under)
    rows = replace(rows, width=min(rows.width, widest(size, point, side)))
    for columns in _across(size, body, rows, point, side):
        if side == "right":
            width = columns * (rows.width + _GAP * point) - _GAP * point
            legend = Area(body.right - width, body.bottom, width, body.height)
            left = body.shrunk(right=width + _GAP * point)
        else:
            deep = -(-rows.count // columns)
            wanted = min(deep * rows.pleasant * point, body.height / (_FLAT if size[0] > size[1] else 2))
            height = min(max(wanted, deep * rows.tightest * point), body.height / 2)
            legend = Area(body.left, body.bottom, body.width, height)
            left = body.shrunk(bottom=height + _ABOVE_LEGEND * point)
        places = _places(legend, columns, rows, point)
        plan = Layout(header, *_panels(left, grid, point), legend, columns, rows.width, places, side, under)
        if plan.has_room(point):
            break
    return plan


def _across(size: tuple[int, int], body: Area, rows: Rows, point: float, side: Side) -> range:
    """In how many columns entries may stand, the best number first, down to one where panels need the room."""
    gap = _GAP * point
    most = max(1, min(rows.count, int((widest(size, point, side) + gap) / (rows.width + gap))))
    if side == "below":
        columns = -(-rows.count // -(-rows.count // most))
        return range(columns, columns - 1, -1)
    deep = max(1, int(body.height / (rows.tightest * point)))
    return range(min(most, -(-rows.count // deep)), 0, -1)


def _inside(panel: Area, rows: Rows, point: float) -> Area:
    """Where rows stand in the upper right corner of a panel, as wide and as high as they may be."""
    edge = 2 * PADDING * point
    width = min(rows.width, _INSIDE[0] * panel.width - 2 * edge)
    natural, height = (rows.pleasant - 4) * point, _INSIDE[1] * panel.height - 2 * edge
    deep = min(rows.count, int(height / (rows.tightest * point) + _NEAR))
    height = max(0.0, min(deep * natural, height))
    return Area(panel.right - edge - width, panel.top - edge - height, width, height)


def _places(legend: Area, columns: int, rows: Rows, point: float) -> int:
    """How many entries an area has room for."""
    return columns * max(1, int(legend.height / (rows.tightest * point) + _NEAR)) if legend.height else 0


def widest(size: tuple[int, int], point: float, side: Side) -> float:
    """The most pixels a legend may take, below the panels or beside them."""
    return size[0] * _WIDEST if side == "right" else size[0] - 2 * MARGIN * point


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
    return min(panel.width, panel.height) >= (_SMALLEST_PANEL - _NEAR) * point


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
