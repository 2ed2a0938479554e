"""What is drawn of a search at one step, over the traces: its newest trials, and the outline of where it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, np
from optviz.drawing.markers import marker_shape
from optviz.drawing.marks import crowding, fitting
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.panel import Panel

DOT: Final = 4.4
"""Points across a dot."""
NEWEST: Final = 1.35
"""How many times larger the newest ones are."""
_LINE: Final = 1.2
"""Points: the width of an outline."""
_CASING: Final = 0.8
"""Points: the page-coloured edge on each side of it."""
_ANTIALIASING: Final = 1
"""Pixels that a smoothed edge may touch beyond where it is, whatever the resolution."""


def dot_size(panel: Panel) -> float:
    """Points across a dot: fewer among many starts and in a small panel."""
    room = min(panel.area.width, panel.area.height) / panel.point
    return DOT * crowding(len(panel.starts)) * fitting(room)


@dataclass(frozen=True, eq=False)
class Newest:
    """The dots of the present step, an overlay.

    Args: places: (K, 2) pixels, K >= 1.  color: "#RRGGBB".  size: points across the others.  point: pixels per point.
        opacity: less where the surface hides them.
    """

    places: Array
    color: str
    size: float
    point: float
    opacity: float = 1.0

    @property
    def area(self) -> Area:
        """The rectangle round them; a dot at the panel's edge reaches beyond it."""
        return _round(self.places, NEWEST * self.size * self.point / 2)

    def draw(self, canvas: Canvas) -> None:
        """Draw them."""
        shape = marker_shape("o", NEWEST * self.size * self.point)
        canvas.marker(self.places, shape, self.color, edge=self.color, width=0, opacity=self.opacity)


@dataclass(frozen=True, eq=False)
class Polygon:
    """A polygon's line, an overlay.

    Args: points: (M, 2) pixels, some of them numbers; a row that is not interrupts it.  color: "#RRGGBB".
        page: the colour of its casing, which only what is seen has.  within: the panel's area.
        point, opacity: as above.
    """

    points: Array
    color: str
    page: str
    within: Area
    point: float
    opacity: float = 1.0

    @property
    def area(self) -> Area:
        """The rectangle round it."""
        known = self.points[np.isfinite(self.points).all(axis=1)]
        return _round(known, (_LINE / 2 + _CASING) * self.point, self.within)

    def draw(self, canvas: Canvas) -> None:
        """Draw the casing, then the line."""
        if self.opacity == 1:
            canvas.line(self.points, self.page, _LINE + 2 * _CASING, area=self.within, opacity=0.6, cap="butt")
        canvas.line(self.points, self.color, _LINE, area=self.within, opacity=self.opacity, cap="butt")


def _round(points: Array, reach: float, within: Area | None = None) -> Area:
    """The rectangle as far round points as they reach; its part within another one, if one is given."""
    margin = reach + _ANTIALIASING
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    if within is not None:
        low, high = (np.clip(end, (within.left, within.bottom), (within.right, within.top)) for end in (low, high))
    (left, bottom), (width, height) = low.tolist(), (high - low).tolist()
    return Area(left, bottom, width, height)
