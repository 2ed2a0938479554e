"""What is drawn of a note: its text, the line that leads from it, and the ring round a point that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from optviz.arrays import np
from optviz.drawing.markers import marker_shape
from optviz.drawing.outlines import Outline
from optviz.drawing.simplified import CLOSE, CURVE3, LINE, MOVE
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.canvas import Canvas

PAD: Final = (4.0, 2.5)
"""Points of the plate beside and above the letters."""
RING: Final = 2.65
"""Points from the middle of a ring to its edge."""
_ROUND: Final = 3.0
"""Points: the radius of a plate's corners."""
_PLATE: Final = 0.82
"""The opacity of a plate."""
_WIDTH, _CASING = 0.9, 1.1
"""Points: of a leader, and of the page-coloured edge on each of its sides."""
_LINE_OPACITY, _CASING_OPACITY = 0.75, 0.7


@dataclass(frozen=True)
class NoteText:
    """The text of a note on its plate, an overlay.

    Args: area: the plate.  lines: from the top.  middles: how far above the plate's lower edge each has its middle.
        size: points.  align: how lines stand.
    """

    area: Area
    lines: tuple[str, ...]
    middles: tuple[float, ...]
    size: float
    align: Literal["left", "center", "right"]
    color: str
    page: str
    math: bool
    opacity: float = 1.0

    def draw(self, canvas: Canvas) -> None:
        """Draw it; the same picture in every frame."""
        canvas.composed(self, self.area, self._draw_in)

    def _draw_in(self, canvas: Canvas, area: Area) -> None:
        """Draw the plate, which does not fade, for that would cost a GIF a lot of bytes; then the text."""
        pad = PAD[0] * canvas.point
        canvas.fill(_plate(area, _ROUND * canvas.point), self.page, opacity=_PLATE)
        x = {"left": area.left + pad, "center": area.left + area.width / 2, "right": area.right - pad}[self.align]
        look: dict[str, Any] = {"align": self.align, "math": self.math, "opacity": self.opacity}
        for line, middle in zip(self.lines, self.middles, strict=True):
            canvas.text(line, x, area.bottom + middle, self.size, self.color, **look)


@dataclass(frozen=True)
class Leader:
    """The line from a note's text to what it is about, an overlay.

    Args: begin, end: in pixels.  point: pixels per point.
    """

    begin: tuple[float, float]
    end: tuple[float, float]
    color: str
    page: str
    point: float
    opacity: float = 1.0

    @property
    def area(self) -> Area:
        """The rectangle round it."""
        return _round([self.begin, self.end], (_WIDTH / 2 + _CASING) * self.point)

    def draw(self, canvas: Canvas) -> None:
        """Draw the casing, then the line."""
        points = np.array([self.begin, self.end])
        canvas.line(points, self.page, _WIDTH + 2 * _CASING, opacity=_CASING_OPACITY * self.opacity, cap="butt")
        canvas.line(points, self.color, _WIDTH, opacity=_LINE_OPACITY * self.opacity, cap="butt")


@dataclass(frozen=True)
class Ring:
    """The ring round a point that a note is about, an overlay.

    Args: place: in pixels.  point: pixels per point.
    """

    place: tuple[float, float]
    color: str
    page: str
    point: float
    opacity: float = 1.0

    @property
    def area(self) -> Area:
        """The rectangle round it."""
        return _round([self.place], (RING + _CASING) * self.point)

    def draw(self, canvas: Canvas) -> None:
        """Draw the casing, then the ring."""
        shape, places = marker_shape("o", (2 * RING - _WIDTH) * self.point), np.array([self.place])
        for color, width, opacity in ((self.page, _WIDTH + 2 * _CASING, _CASING_OPACITY), (self.color, _WIDTH, 1.0)):
            canvas.marker(places, shape, None, edge=color, width=width, opacity=opacity * self.opacity)


def _round(places: Sequence[tuple[float, float]], reach: float) -> Area:
    """The rectangle as far round places as they reach, with a pixel that antialiasing may touch."""
    left, bottom = (min(each) - reach - 1 for each in zip(*places, strict=True))
    right, top = (max(each) + reach + 1 for each in zip(*places, strict=True))
    return Area(left, bottom, right - left, top - bottom)


def _plate(area: Area, radius: float) -> Outline:
    """A rectangle with round corners."""
    left, bottom, right, top, r = area.left, area.bottom, area.right, area.top, radius
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    ways = [(r, 0), (0, r), (-r, 0), (0, -r)]  # along each edge, from corner to corner
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for number, (x, y) in enumerate(corners):
        (out_x, out_y), (in_x, in_y) = ways[number], ways[number - 1]
        points += [(x - in_x, y - in_y), (x, y), (x + out_x, y + out_y)]
        codes += [LINE if number else MOVE, CURVE3, CURVE3]
    return Outline(np.array([*points, points[0]]), np.array([*codes, CLOSE], dtype=np.uint8))
