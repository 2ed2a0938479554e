"""An inset: a part of a picture, larger, in one of its corners; and how lines go round it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

from annotated_types import Ge, Le

from optviz.arrays import Array, Mask, Rows, np
from optviz.drawing import marks
from optviz.drawing.shapes import closed
from optviz.errors import ParameterError
from optviz.geometry import Area
from optviz.parameters import check
from optviz.surfaces import Bounds

if TYPE_CHECKING:
    from optviz.drawing.axes import Axes
    from optviz.drawing.panel import Panel

Corner = Literal["auto", "upper right", "upper left", "lower right", "lower left"]
Zoom = Annotated[float, Ge(1.5), Le(10_000)]

_DIGITS = 1e-12
"""The least width of what it shows, in shares of its coordinates."""
_SHARE = 0.4
"""The sides of an inset, in shares of those of its picture."""
_MARGIN = 6.0
"""Points between an inset and the edges of its picture."""
_CLEAR = 3.0
"""Points round an inset in which no line of the picture ends, for its round end is wider than the line."""
_INSIDE = 1e-9
"""Pixels from an edge of an area beyond which a point counts as within: a line may run along the edge."""
_FRAME, _REGION = 0.9, 0.9
"""Points: the widths of the lines round an inset, and round what it shows."""
_COVERED: Final = 1e6
"""How many pixels of path the region itself counts for, which an inset must not cover."""
_MARK: Final = 60.0
"""How many points of path a mark counts for."""


@dataclass(frozen=True, kw_only=True)
class Inset:
    """A part of a picture, larger, in a corner.

    Args: zoom: how many times larger, 1.5 to 10000.  focus: the middle of the part; auto is the minimizer nearest to
            where the first run ends, or that place.
        corner: where it stands; auto is where it covers the least of the runs.
    """

    zoom: Zoom = 8.0
    focus: Literal["auto"] | tuple[float, float] = "auto"
    corner: Corner = "auto"

    def __post_init__(self) -> None:
        check(self)

    def fit(self, bounds: Bounds) -> None:
        """Raise ParameterError where what it shows is not within bounds, or too small to have digits."""
        for place, ends in enumerate((bounds.x, bounds.y)):
            if self.focus != "auto" and not ends[0] <= self.focus[place] <= ends[1]:
                x, y = self.focus
                raise ParameterError("inset.focus", f"({x:g}, {y:g}) lies outside the drawn bounds")
            if not (ends[1] / 2 - ends[0] / 2) / self.zoom > _DIGITS * max(map(abs, ends)):
                raise ParameterError("inset", f"{self.zoom:g} times larger, its coordinates run out of digits")

    def region(self, bounds: Bounds, focus: tuple[float, float]) -> Bounds:
        """What it shows: the focus in the middle, or as near to it as the bounds allow."""
        return Bounds(*(_within(ends, end, self.zoom) for ends, end in zip((bounds.x, bounds.y), focus, strict=True)))

    def place(self, panel: Panel, axes: Axes, region: Bounds) -> Area:
        """Where it stands in a picture."""
        point, corners = panel.point, corner_areas(axes.area, panel.point)
        if self.corner != "auto":
            return corners[self.corner]
        shown = region_outline(axes, region)
        lines = [axes.pixels(path) for trajectory in panel.trajectories for path in trajectory.positions]
        marked = axes.pixels(np.concatenate([panel.starts, marks.minimizers_in_view(panel, panel.bounds)]))

        def covered(area: Area) -> float:
            marks_there = area.contains(marked, _MARGIN * point).sum() * _MARK * point
            hidden = overlaps(area, shown) * _COVERED
            return float(sum(length_inside(line, area) for line in lines) + marks_there + hidden)

        return min(corners.values(), key=covered)


def corner_areas(area: Area, point: float) -> dict[str, Area]:
    """The places of an inset in a picture, by name."""
    width, height, margin = _SHARE * area.width, _SHARE * area.height, _MARGIN * point
    sides = {"right": area.right - margin - width, "left": area.left + margin}
    levels = {"upper": area.top - margin - height, "lower": area.bottom + margin}
    return {
        f"{level} {side}": Area(left, bottom, width, height)
        for level, bottom in levels.items()
        for side, left in sides.items()
    }


def region_outline(axes: Axes, region: Bounds) -> Array:
    """The rectangle of a region in pixels, (5, 2)."""
    return axes.pixels(_rectangle(region.x, region.y))


def overlaps(area: Area, shown: Array) -> bool:
    """Whether a rectangle (5, 2) has a part in an area."""
    low, high = shown.min(axis=0), shown.max(axis=0)
    apart = low[0] >= area.right or high[0] <= area.left or low[1] >= area.top or high[1] <= area.bottom
    return not apart


def frame(panel: Panel, area: Area, shown: Array) -> None:
    """Draw the background of an inset, and lines round it and round the region that it shows."""
    canvas, theme = panel.canvas, panel.theme
    around = _rectangle((area.left, area.right), (area.bottom, area.top))
    canvas.fill(closed(around[None]), theme.page)
    canvas.line(around, theme.page, _FRAME + 2.4)
    canvas.line(shown, theme.page, _REGION + 1.6, opacity=0.7)
    canvas.line(shown, theme.ink, _REGION)


def hairline(panel: Panel, area: Area) -> None:
    """Draw the line round an inset, over what it shows."""
    around = _rectangle((area.left, area.right), (area.bottom, area.top))
    panel.canvas.line(around, panel.theme.ink, _FRAME)


def _rectangle(x: tuple[float, float], y: tuple[float, float]) -> Array:
    """A rectangle that ends where it begins, (5, 2)."""
    return np.array([[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]], [x[0], y[0]]])


# How lines go round it.


def clear_of(area: Area, point: float) -> Area:
    """An inset with the margin that lines keep."""
    margin = _CLEAR * point
    return area.shrunk(-margin, -margin, -margin, -margin)


def outside(points: Array, area: Area) -> tuple[Array, Rows]:
    """A line through points (M, 2) without what lies in an area, where it is interrupted; and the row of each point."""
    inside = area.contains(points, -_INSIDE)
    enter, leave = _crossed(points, area)
    crossing = enter < leave
    if not (inside.any() or crossing.any()):
        return points, np.arange(len(points))
    kept = np.where(inside[:, None], np.nan, points)
    begins, ways = points[:-1], np.diff(points, axis=0)
    gap = np.full_like(begins, np.nan)
    more = np.stack([begins + enter[:, None] * ways, gap, begins + leave[:, None] * ways], axis=1)
    wanted = np.stack([crossing & (enter > 0), crossing, crossing & (leave < 1)], axis=1)
    places = np.broadcast_to(np.arange(1, len(points))[:, None], wanted.shape)[wanted]
    rows = np.arange(len(points)) + np.searchsorted(places, np.arange(len(points)), side="right")
    return np.insert(kept, places, more[wanted], axis=0), rows


def length_inside(points: Array, area: Area) -> float:
    """How much of a line through points (M, 2) lies in an area, in pixels."""
    enter, leave = _crossed(points, area)
    ways = np.hypot(*np.diff(points, axis=0).T)
    lengths = np.where(enter < leave, (leave - enter) * ways, 0.0)
    return float(lengths[np.isfinite(lengths)].sum())


def _crossed(points: Array, area: Area) -> tuple[Array, Array]:
    """Where on each piece of a line it enters an area and leaves it, as shares of the piece: in order if it does."""
    begins, ways = points[:-1], np.diff(points, axis=0)
    low, high = np.array([area.left, area.bottom]), np.array([area.right, area.top])
    with np.errstate(all="ignore"):
        first, second = (low - begins) / ways, (high - begins) / ways
        level, between = ways == 0, (begins >= low) & (begins <= high)
        first = np.where(level, np.where(between, -np.inf, np.inf), first)
        second = np.where(level, np.where(between, np.inf, np.inf), second)
        enter = np.maximum(np.minimum(first, second).max(axis=1), 0.0)
        leave = np.minimum(np.maximum(first, second).min(axis=1), 1.0)
    known: Mask = np.isfinite(enter) & np.isfinite(leave)
    return np.where(known, enter, 1.0), np.where(known, leave, 0.0)


def _within(ends: tuple[float, float], focus: float, zoom: float) -> tuple[float, float]:
    """An interval so many times shorter round a place, within its ends."""
    half = (ends[1] / 2 - ends[0] / 2) / zoom
    middle = min(max(focus, ends[0] + half), ends[1] - half)
    return middle - half, middle + half
