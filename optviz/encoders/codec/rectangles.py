"""Animations stored as rectangles: outside of one, what was shown before stays."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

from optviz.arrays import np
from optviz.encoders.base import Animation, Encoder
from optviz.encoders.codec.palette import OPAQUE, Histogram, Palette, choose, packed
from optviz.encoders.codec.spool import Spool
from optviz.geometry import Box, extent, hull, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.arrays import Pixels

    Cells: TypeAlias = NDArray[Any]

_MOSTLY_NEW = 0.25
_CLEARLY_FEWER = 0.75
"""The share of runs from which they tell more than that most is to be left out."""


class Block(NamedTuple):
    """A picture that waits for its end: the box that it draws, and since when it is shown, in seconds."""

    box: Box
    start: Fraction


class RectangleEncoder(Encoder):
    """Stores of every picture only the rectangle that changed.

    A block is held back until the picture changes: only then its end is known. A picture shorter than what browsers
    obey gives way to the next. The canvas holds cells, what the format stores of a pixel: the place of its colour in a
    palette, or the packed pixel itself; 0 is transparent.

    Class attributes: shortest: what browsers obey, in seconds.
    """

    shortest: ClassVar[Fraction]

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        shape, kind = animation.size[::-1], np.uint8 if self._colors else np.uint32
        self._numbers: NDArray[np.uint32] = np.zeros(shape, np.uint32)
        self._canvas, self._shown, self._ground = (np.zeros(shape, kind) for _ in range(3))
        self._held: Block | None = None
        self._dirty: Box | None = whole(animation.size)
        self._since = self._elapsed = Fraction(0)
        self._palette: Palette | None = None
        self._waiting: Spool | None = None
        self._histogram = Histogram()
        if self._colors and animation.sample is None:
            self._waiting = Spool(path.parent, animation.size)
        elif self._colors and animation.sample is not None:
            self._palette = choose(self._matted(animation.sample), animation.exact, self._colors)
        self._stream = path.open("wb")
        if not self._waiting:
            self._begin(self._palette)

    @property
    @abstractmethod
    def _colors(self) -> int:
        """How many colours stand for more than a palette holds; 0 for a format without one."""

    @abstractmethod
    def _begin(self, palette: Palette | None) -> None:
        """Write everything before the first picture."""

    @abstractmethod
    def _now(self) -> Fraction:
        """The time that has elapsed, in seconds, as exactly as the format knows it."""

    @abstractmethod
    def _write(self, block: Block, end: Fraction) -> None:
        """Write a block that ends then, and bring the ground to what it leaves behind."""

    @abstractmethod
    def _end(self) -> None:
        """Write everything after the last picture."""

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        if self._waiting:
            self._histogram.add(packed(self._matted(frame)))
            self._waiting.add(frame, changed, duration)
        else:
            self._draw(frame, changed, duration)

    def close(self) -> None:
        """Write the last block, which shows for the shortest time at least, and the end of the file."""
        if self._waiting:
            self._palette = self._histogram.palette(self.animation.exact)
            self._begin(self._palette)
            for each in self._waiting.frames():
                self._draw(*each)
            self._waiting.close()
        if not self._elapsed:
            raise ValueError("an animation needs at least one frame")
        if self._dirty:
            earliest = self._held.start + self.shortest if self._held else Fraction(0)
            self._change(self._dirty, max(earliest, min(self._since, self._now() - self.shortest)))
        if self._held:
            self._write(self._held, self._now())
        self._end()
        self._stream.close()

    def discard(self) -> None:
        """Close the file as it is."""
        if self._waiting:
            self._waiting.close()
        self._stream.close()

    def _draw(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        size = self.animation.size
        box = whole(size) if changed is None or not self._elapsed else hull(changed, size)
        painted = box and self._paint(frame, slice(box.top, box.bottom))
        if painted:
            self._since = self._since if self._dirty else self._now()
            self._dirty = self._hull(self._dirty or painted, painted)
        self._elapsed += duration
        if self._dirty and self._now() - self._since >= self.shortest:
            self._change(self._dirty, self._since)

    def _paint(self, frame: Pixels, rows: slice) -> Box | None:
        """Bring rows of the canvas up to date; a box round what changed. Only what differs is looked up."""
        new, old, canvas = packed(self._matted(frame[rows])), self._numbers[rows], self._canvas[rows]
        changed = new != old
        where = slice(None) if np.count_nonzero(changed) > _MOSTLY_NEW * changed.size else np.flatnonzero(changed)
        old.reshape(-1)[where] = numbers = new.reshape(-1)[where]
        cells, places = self._cells(numbers), canvas.reshape(-1)
        if np.array_equal(cells, places[where]):
            return None
        places[where] = cells
        return extent(changed, Box(0, rows.start, self.animation.size[0], rows.stop))

    def _matted(self, pixels: Pixels) -> Pixels:
        """The pixels as the format can show them."""
        return pixels

    def _cells(self, numbers: NDArray[np.uint32]) -> Cells:
        """What stands for packed pixels on the canvas."""
        if not self._palette:
            return numbers
        cells = self._palette.indices(numbers)
        if self.animation.transparent:
            cells[numbers < OPAQUE] = 0
        return cells

    def _change(self, box: Box, start: Fraction) -> None:
        """The canvas, which differs from what is shown within a box at most, begins to be shown."""
        self._dirty, place = None, box.rows_columns
        if self._held:
            box = self._succeed(self._held, box, start)
        self._shown[place] = self._canvas[place]
        self._held = Block(box, start)

    def _succeed(self, held: Block, box: Box, start: Fraction) -> Box:
        """Write the block held, which ends now; the box that its successor draws."""
        self._write(held, start)
        return box

    def _hull(self, *boxes: Box) -> Box:
        return hull(boxes, self.animation.size) or whole(self.animation.size)


def chosen(cells: Cells, new: NDArray[np.bool_]) -> Cells:
    """The way to draw cells, of which some are new, that has fewer runs, and so compresses better as a rule.

    Leaving out what is there already makes long runs; where most is new, or on a plain ground, it would rather break
    them up.
    """
    sparse = cells * new
    worth = 1 if np.count_nonzero(new) > _MOSTLY_NEW * new.size else _CLEARLY_FEWER
    return np.ascontiguousarray(cells) if _runs(cells) < worth * _runs(sparse) else sparse


def _runs(cells: Cells) -> int:
    """How often a cell differs from the one before in its row."""
    return int(np.count_nonzero(cells[:, 1:] != cells[:, :-1]))
