"""A line as an overlay over the traces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, np
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.outlines import Dash

_CASING: Final = 0.8
"""Points: the page-coloured edge on each side."""
_CASED: Final = 0.6
"""Its opacity."""
_STRAIGHT: Final = 1e-7
"""The sine of the angle below which a line goes straight on."""
_ANTIALIASING: Final = 1
"""Pixels that a smoothed edge may touch beyond where it is, whatever the resolution."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line with a casing.

    Args: points: (M, 2) pixels; a row that is not a number interrupts it.  color: "#RRGGBB".  width: in points.
        page: the colour of the casing.  within: what it may not leave.  point: pixels per point.  dash: points of ink
        and of gap.
    """

    points: Array
    color: str
    width: float
    page: str
    within: Area
    point: float
    dash: Dash | None = None

    @property
    def area(self) -> Area:
        """The rectangle round it, as far as it may reach."""
        known = self.within.nearest(self.points[np.isfinite(self.points).all(axis=1)])
        if not len(known):
            return Area(self.within.left, self.within.bottom, 0, 0)
        margin = _ANTIALIASING + (self.width / 2 + _CASING) * self.point
        left, bottom = self.within.nearest(known.min(axis=0) - margin).tolist()
        right, top = self.within.nearest(known.max(axis=0) + margin).tolist()
        return Area(left, bottom, right - left, top - bottom)

    def draw(self, canvas: Canvas) -> None:
        """Draw the casing, then the line."""
        points, width = corners(self.points), self.width + 2 * _CASING
        canvas.line(points, self.page, width, area=self.within, opacity=_CASED, cap="butt")
        canvas.line(points, self.color, self.width, area=self.within, cap="butt", dash=self.dash)


def corners(points: Array) -> Array:
    """A line through points (M, 2) without those at which it goes straight on, but for the last digits.

    The renderer joins two pieces where their edges meet, which of parallel ones may be anywhere.
    """
    ways = np.diff(points, axis=0)
    lengths = np.hypot(*ways.T)
    turns = np.abs(ways[:-1, 0] * ways[1:, 1] - ways[:-1, 1] * ways[1:, 0])
    straight = (turns <= _STRAIGHT * lengths[:-1] * lengths[1:]) & ((ways[:-1] * ways[1:]).sum(axis=1) > 0)
    kept = np.ones(len(points), dtype=bool)
    kept[1:-1] = ~straight
    return points[kept]
