"""Closed shapes in pixels: arrows and ellipses, alone and as an overlay over the traces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, np
from optviz.drawing import settings
from optviz.drawing.outlines import Outline
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas

_CORNERS = 64
"""Of an ellipse."""
_ANTIALIASING = 1
"""Pixels that a smoothed edge may touch beyond where it is, whatever the resolution."""


class Pen(NamedTuple):
    """What arrows are drawn with, in points.

    Args: shaft: the width of the shaft.  head, length: the width and the length of the head, which shrinks with
        arrows that are hardly longer.
    """

    shaft: float
    head: float
    length: float

    def scaled(self, factor: float) -> Pen:
        """A pen so many times larger."""
        return Pen(self.shaft * factor, self.head * factor, self.length * factor)


class Edge(NamedTuple):
    """A line along an outline.  Args: color: "#RRGGBB".  width: in points."""

    color: str
    width: float


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shapes that are drawn alike, an overlay: lines along their outlines, the first lowest, then the fill over them.

    Args: outlines: (K, M, 2) pixels; each ends where it begins.  within: what they may not leave.
        point: pixels per point.  edges: from the lowest to the uppermost.  fill: a colour, or None.  opacity: of
        the fill.
    """

    outlines: Array
    within: Area
    point: float
    edges: tuple[Edge, ...] = ()
    fill: str | None = None
    opacity: float = 1.0

    @property
    def area(self) -> Area:
        """The rectangle round them with their edges, as far as they may reach."""
        margin = _ANTIALIASING + max((edge.width for edge in self.edges), default=0.0) * self.point / 2
        low, high = (self.within.left, self.within.bottom), (self.within.right, self.within.top)
        left, bottom = np.clip(self.outlines.min(axis=(0, 1)) - margin, low, high).tolist()
        right, top = np.clip(self.outlines.max(axis=(0, 1)) + margin, low, high).tolist()
        return Area(left, bottom, right - left, top - bottom)

    def draw(self, canvas: Canvas) -> None:
        """Draw the edges, then the fill."""
        for edge in self.edges:
            canvas.lines(list(self.outlines), edge.color, edge.width, area=self.within)
        if self.fill:
            canvas.fill(closed(self.outlines), self.fill, area=self.within, opacity=self.opacity)


def arrows(tails: Array, vectors: Array, pen: Pen) -> Array:
    """The outlines of arrows along vectors (K, 2) from places (K, 2), drawn with a pen in pixels, (K, 8, 2)."""
    length = np.hypot(*vectors.T)[:, None]
    along = vectors / np.maximum(length, 1e-9)
    aside = along[:, ::-1] * (-1, 1)
    head = np.minimum(pen.length, 0.6 * length)
    tips, necks = tails + vectors, tails + vectors - along * head
    shaft, wing = aside * pen.shaft / 2, aside * pen.head / 2 * (head / pen.length)
    corners = [tails + shaft, necks + shaft, necks + wing, tips, necks - wing, necks - shaft, tails - shaft]
    return np.stack([*corners, corners[0]], axis=1)


def ellipses(middles: Array, halves: Array) -> Array:
    """The outlines of ellipses round places (K, 2), their half axes (K, 2) in pixels, (K, M, 2)."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS + 1)
    round_ = np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(middles[:, None] + halves[:, None] * round_)


def parallel(outline: Outline, distance: float) -> Outline:
    """The outline of a shape so much further out, or further in where that is negative, as its edge's line runs.

    A corner that opens is round, one that closes stands where its edges meet again. What has curves is taken for a
    circle.
    """
    settings.load()
    from matplotlib.path import Path

    vertices, codes = outline.vertices, outline.codes
    if codes is not None and np.isin(codes, [Path.CURVE3, Path.CURVE4]).any():
        return outline._replace(vertices=vertices * (1 + distance / float(np.hypot(*vertices[0]))))
    corners = vertices[:-1]  # the last closes it
    edges = np.roll(corners, -1, axis=0) - corners
    around = np.sign(corners[:, 0] @ np.roll(corners[:, 1], -1) - corners[:, 1] @ np.roll(corners[:, 0], -1))
    outward = around * edges[:, ::-1] * (1, -1) / np.hypot(*edges.T)[:, None]
    parts = [
        corner + distance * _turned(before, after, opens=bool(around * distance * _cross(before, after) > 0))
        for corner, before, after in zip(corners, np.roll(outward, 1, axis=0), outward, strict=True)
    ]
    return closed(np.concatenate([*parts, parts[0][:1]])[None])


def _turned(before: Array, after: Array, *, opens: bool) -> Array:
    """From one direction to another, (K, 2): in steps round a corner that opens, else to where both are as far on."""
    if not opens:
        return np.asarray((before + after) / (1 + before @ after))[None]
    angle = np.arctan2(_cross(before, after), before @ after)
    turns = np.linspace(0, angle, 1 + int(np.ceil(abs(angle) / _BEND)))[:, None]
    return np.asarray(np.cos(turns) * before + np.sin(turns) * (-before[1], before[0]))


def _cross(first: Array, second: Array) -> float:
    return float(first[0] * second[1] - first[1] * second[0])


_BEND = 0.5
"""The angle between two pieces of a round corner, at most."""


def closed(outlines: Array) -> Outline:
    """One path of closed outlines (K, M, 2)."""
    settings.load()
    from matplotlib.path import Path

    count, corners = outlines.shape[:2]
    codes = [Path.MOVETO, *[Path.LINETO] * (corners - 2), Path.CLOSEPOLY]
    return Outline(outlines.reshape(-1, 2), np.tile(np.array(codes, dtype=np.uint8), count))
