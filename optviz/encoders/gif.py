"""GIF: one palette for the animation, and of every frame only the rectangle that changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.encoders.base import Animation, Encoder
from optviz.encoders.codec import gifstream
from optviz.encoders.codec.gifstream import CLEAR, KEEP, SHORTEST
from optviz.encoders.codec.palette import OPAQUE, choose, matted, packed
from optviz.geometry import Box, extent, hull, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.arrays import Pixels

_MOSTLY_NEW = 0.25
_START = 2048
"""Bytes in which a comment of ours ends: its place is behind the largest table of colours."""

COLORS = 112
"""Colours of an animation that has more than the table holds. They and transparency fit into seven bits, which
shortens every block; what more colours would add is not seen: frames come back with about 50 dB."""


@dataclass
class _Block:
    """An image block that waits for its end: where it stands, since when (1/100 s), what follows it."""

    box: Box
    start: int
    disposal: int = KEEP


class Gif(Encoder):
    """Animated GIF: the animation's exact colours exact, the others well chosen, no dither.

    A block is held back until the picture changes: only then its delay is known, and whether its box must
    become transparent afterwards. Every block begins at its true time rounded to 1/100 s, so that the sum of
    delays is exact. A picture shorter than 2/100 s gives way to the next: browsers would play it as 10/100.

    Reference: CompuServe, Graphics Interchange Format, version 89a (1990).
    """

    name = "gif"
    title = "GIF"
    mime = "image/gif"
    suffixes = (".gif",)
    transparency = True

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        shape = animation.size[::-1]
        self._palette = choose(self._matted(animation.sample), animation.exact, COLORS)
        self._numbers: NDArray[np.uint32] = np.zeros(shape, np.uint32)
        self._canvas, self._shown, self._ground = (np.zeros(shape, np.uint8) for _ in range(3))
        self._held: _Block | None = None
        self._dirty: Box | None = whole(animation.size)
        self._since = 0
        self._elapsed = Fraction(0)
        self._stream = path.open("wb")
        self._stream.write(gifstream.header(animation.size, self._palette.table(), animation.loop, animation.comment))

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        size = self.animation.size
        box = whole(size) if changed is None or not self._elapsed else hull(changed, size)
        painted = box and self._paint(frame, slice(box.top, box.bottom))
        if painted:
            self._since = self._since if self._dirty else self._now()
            self._dirty = self._hull(self._dirty or painted, painted)
        self._elapsed += duration
        if self._dirty and self._now() - self._since >= SHORTEST:
            self._change(self._dirty, self._since)

    def close(self) -> None:
        """Write the last block, which shows for 2/100 s at least, and the end of the file."""
        if not self._elapsed:
            raise ValueError("an animation needs at least one frame")
        if self._dirty:
            earliest = self._held.start + SHORTEST if self._held else 0
            self._change(self._dirty, max(earliest, min(self._since, self._now() - SHORTEST)))
        if self._held:
            self._write(self._held, self._now())
        self._stream.write(gifstream.TRAILER)
        self._stream.close()

    def discard(self) -> None:
        """Close the file as it is."""
        self._stream.close()

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return gifstream.comment_of(file.read(_START))

    def _now(self) -> int:
        """The time in whole hundredths of a second."""
        return _hundredths(self._elapsed)

    def _paint(self, frame: Pixels, rows: slice) -> Box | None:
        """Bring rows of the canvas up to date; a box round what changed. Only what differs is looked up."""
        new, old, canvas = packed(self._matted(frame[rows])), self._numbers[rows], self._canvas[rows]
        changed = new != old
        where = slice(None) if np.count_nonzero(changed) > _MOSTLY_NEW * changed.size else np.flatnonzero(changed)
        old.reshape(-1)[where] = numbers = new.reshape(-1)[where]
        indices, places = self._indices(numbers), canvas.reshape(-1)
        if np.array_equal(indices, places[where]):
            return None
        places[where] = indices
        return extent(changed, Box(0, rows.start, self.animation.size[0], rows.stop))

    def _matted(self, pixels: Pixels) -> Pixels:
        """Pixels without half transparency: edges of a transparent animation blended with its matte."""
        return matted(pixels, self.animation.matte) if self.animation.transparent else pixels

    def _indices(self, numbers: NDArray[np.uint32]) -> Pixels:
        """The palette's index of each pixel, 0 where it is transparent."""
        indices = self._palette.indices(numbers)
        if self.animation.transparent:
            indices[numbers < OPAQUE] = 0
        return indices

    def _change(self, box: Box, start: int) -> None:
        """The canvas, which differs from what is shown within a box at most, begins to be shown."""
        self._dirty, place = None, box.rows_columns
        if self._held:
            box = self._succeed(self._held, box, start)
        self._shown[place] = self._canvas[place]
        self._held = _Block(box, start)

    def _succeed(self, held: _Block, box: Box, start: int) -> Box:
        """Write the block held, which ends now; the box that its successor draws.

        A block can only draw. Where pixels vanish, its predecessor's disposal must clear them: that one's box
        grows to hold them all, and what else it clears is drawn again.
        """
        vanishing = self._vanishing(box) if self.animation.transparent else None
        if vanishing:
            held.disposal, held.box = CLEAR, self._hull(held.box, vanishing)
            box = self._hull(held.box, box)
        self._write(held, start)
        if vanishing:
            place = box.rows_columns
            box = extent(self._canvas[place] != self._ground[place], box) or Box(0, 0, 1, 1)
        return box

    def _vanishing(self, box: Box) -> Box | None:
        """The smallest box round what is shown within a box and will not be any more."""
        place = box.rows_columns
        return extent((self._canvas[place] == 0) & (self._shown[place] != 0), box)

    def _hull(self, *boxes: Box) -> Box:
        return hull(boxes, self.animation.size) or whole(self.animation.size)

    def _write(self, block: _Block, end: int) -> None:
        """Write a block that ends then, and bring the ground to what it leaves behind."""
        place = block.box.rows_columns
        shown, ground = self._shown[place], self._ground[place]
        chosen = _chosen(shown, shown != ground)
        # Readers decide by the first block whether an animation can be transparent, so there all blocks say so.
        pixels, transparent = gifstream.compressed(chosen), self.animation.transparent or not chosen.all()
        *others, last = gifstream.pieces(end - block.start)
        for delay in others:
            self._stream.write(gifstream.image(block.box, pixels, delay, KEEP, transparent=transparent))
            pixels, transparent = gifstream.compressed(np.zeros_like(shown)), True
        self._stream.write(gifstream.image(block.box, pixels, last, block.disposal, transparent=transparent))
        ground[...] = 0 if block.disposal == CLEAR else shown


def _hundredths(seconds: Fraction) -> int:
    return int(seconds * 100 + Fraction(1, 2))


def _chosen(indices: Pixels, new: NDArray[np.bool_]) -> Pixels:
    """The way to draw indices, of which some are new, that has fewer runs, and so compresses better as a rule.

    Leaving out what is there already makes long runs; where most is new, it would rather break them up.
    """
    sparse = indices * new
    if np.count_nonzero(new) > _MOSTLY_NEW * new.size and _runs(indices) < _runs(sparse):
        return np.ascontiguousarray(indices)
    return sparse


def _runs(indices: Pixels) -> int:
    """How often an index differs from the one before in its row."""
    return int(np.count_nonzero(indices[:, 1:] != indices[:, :-1]))
