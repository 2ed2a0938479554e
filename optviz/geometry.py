"""Boxes and areas: rectangles of a picture, counted from its upper left corner and from its lower left one.

Drawing counts upward, in fractions of pixels; arrays of pixels count downward, in whole ones. This is the only place
where y is turned over, and where places become whole pixels. There are three roundings, for three questions: outward,
for the pixels that something may touch (`Area.box`; `boxes` for many at once); to the nearest, for a small picture that
is copied to its place as it is (`snapped`); and downward, to the pixel that holds a place, for what lies near it
(`near`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from optviz.arrays import Array, Mask, np

if TYPE_CHECKING:
    from collections.abc import Iterable

Height = TypeVar("Height", int, float, Array)


class Area(NamedTuple):
    """A rectangle of the picture in pixels from its lower left corner, y upward."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    @property
    def corners(self) -> Array:
        """The corners all round, and the first once more, (5, 2)."""
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        return np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])

    def contains(self, points: Array, margin: float = 0.0) -> Mask:
        """Which of the points (..., 2) lie in it, or so far outside at most: (...) booleans."""
        low, high = np.array([self.left, self.bottom]) - margin, np.array([self.right, self.top]) + margin
        return np.asarray(((points >= low) & (points <= high)).all(axis=-1))

    def nearest(self, points: Array) -> Array:
        """Points (..., 2) moved into it, as little as that takes."""
        return np.asarray(np.clip(points, [self.left, self.bottom], [self.right, self.top]))

    def shrunk(self, left: float = 0, bottom: float = 0, right: float = 0, top: float = 0) -> Area:
        """This area without a margin on each side."""
        return Area(self.left + left, self.bottom + bottom, self.width - left - right, self.height - bottom - top)

    def box(self, size: tuple[int, int], margin: float = 0.0) -> Box | None:
        """All pixels that it touches, or so far outside, in a picture of (width, height); None where there are none."""
        width, height = size
        left, bottom = math.floor(self.left - margin), math.floor(self.bottom - margin)
        right, top = math.ceil(self.right + margin), math.ceil(self.top + margin)
        found = Box(max(left, 0), max(turned(top, height), 0), min(right, width), min(turned(bottom, height), height))
        return found if found.left < found.right and found.top < found.bottom else None


class Box(NamedTuple):
    """A rectangle of pixels, half-open, counted from the picture's upper left corner, y downward."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def rows_columns(self) -> tuple[slice, slice]:
        """The index that cuts this box out of an array (height, width, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def turned(y: Height, height: int) -> Height:
    """A distance from the lower edge of a picture as one from its upper edge, or the other way round."""
    return height - y


def snapped(x: float, y: float) -> tuple[int, int]:
    """The corner of a pixel that is nearest to a place: what is copied there as it is stays sharp."""
    return round(x), round(y)


def near(x: float, y: float, reach: float, size: tuple[int, int]) -> Box | None:
    """The pixels as far as `reach` to each side of the pixel that holds a place, in a picture of (width, height).

    As many wherever in its pixel the place lies: what depends on them does not flicker while it moves by less.
    """
    return Area(math.floor(x), math.floor(y), 0, 0).box(size, reach)


def boxes(low: Array, high: Array, size: tuple[int, int]) -> list[Box | None]:
    """All pixels between lower left and upper right corners, (F, 2) each, in a picture of (width, height).

    A pixel that is touched only in part belongs to its box. None where nothing is left within the picture.
    """
    width, height = size
    (left, bottom), (right, top) = np.floor(low).T, np.ceil(high).T
    columns = np.clip([left, right], 0, width)
    rows = np.clip([turned(top, height), turned(bottom, height)], 0, height)
    sides = np.stack([columns[0], rows[0], columns[1], rows[1]], axis=1).astype(int).tolist()
    return [Box(*each) if each[0] < each[2] and each[1] < each[3] else None for each in sides]


def hull(boxes: Iterable[Box], size: tuple[int, int]) -> Box | None:
    """The smallest box round all boxes, within a picture of (width, height); None where nothing remains."""
    edges = list(zip(*boxes, strict=True))
    if not edges:
        return None
    left, top = max(0, min(edges[0])), max(0, min(edges[1]))
    right, bottom = min(size[0], max(edges[2])), min(size[1], max(edges[3]))
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def whole(size: tuple[int, int]) -> Box:
    """The box of the whole picture of (width, height)."""
    return Box(0, 0, *size)


def extent(mask: Mask, within: Box) -> Box | None:
    """The smallest box round the true pixels of a mask that covers a box; None where all are false."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    return moved(Box(left, top, right, bottom), within)


def moved(box: Box, within: Box) -> Box:
    """A box counted from another's corner, counted from the picture's."""
    left, top, *_ = within
    return Box(left + box.left, top + box.top, left + box.right, top + box.bottom)
