"""Boxes and areas: rectangles of a picture, counted from its top left corner and from its lower left one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, Mask, np

if TYPE_CHECKING:
    from collections.abc import Iterable


class Area(NamedTuple):
    """A rectangle of the picture in pixels from its lower left corner."""

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


class Box(NamedTuple):
    """A rectangle of pixels, half-open, counted from the picture's top left corner."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def rows_columns(self) -> tuple[slice, slice]:
        """The index that cuts this box out of an array (height, width, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


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
