"""GIF: one palette for the animation, and of every frame only the rectangle that changed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.encoders.codec import gifstream
from optviz.encoders.codec.gifstream import CLEAR, KEEP
from optviz.encoders.codec.palette import matted
from optviz.encoders.codec.rectangles import Block, RectangleEncoder, chosen
from optviz.geometry import Box, extent

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.encoders.codec.palette import Palette

_START = 2048
"""Bytes in which a comment of ours ends: its place is behind the largest table of colours."""

COLORS = 112
"""Colours of an animation that has more than the table holds. They and transparency fit into seven bits, which
shortens every block; what more colours would add is not seen: frames come back with about 50 dB."""


class Gif(RectangleEncoder):
    """Animated GIF: the animation's exact colours exact, the others well chosen, no dither.

    Every block begins at its true time rounded to 1/100 s, so that the sum of delays is exact. A picture shorter than
    2/100 s gives way to the next: browsers would play it as 10/100. Where pixels vanish, a block's box becomes
    transparent when its time is over.

    Reference: CompuServe, Graphics Interchange Format, version 89a (1990).
    """

    name = "gif"
    title = "GIF"
    mime = "image/gif"
    suffixes = (".gif",)
    transparency = True
    grades = 6
    shortest = Fraction(gifstream.SHORTEST, 100)

    @property
    def _colors(self) -> int:
        return _fewer(self.animation.coarser)

    @classmethod
    def grade(cls, coarser: int) -> str:
        """How many colours there are; see Encoder.grade."""
        return f"{_fewer(coarser)} colours instead of {COLORS}"

    def _begin(self, palette: Palette | None) -> None:
        table = palette.table() if palette else np.zeros((2, 3), np.uint8)
        animation = self.animation
        self._stream.write(gifstream.header(animation.size, table, animation.loop, animation.comment))

    def _end(self) -> None:
        self._stream.write(gifstream.TRAILER)

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return gifstream.comment_of(file.read(_START))

    def _now(self) -> Fraction:
        """The time in whole hundredths of a second."""
        return Fraction(int(self._elapsed * 100 + Fraction(1, 2)), 100)

    def _matted(self, pixels: Pixels) -> Pixels:
        """Pixels without half transparency: edges of a transparent animation blended with its matte."""
        return matted(pixels, self.animation.matte) if self.animation.transparent else pixels

    def _succeed(self, held: Block, box: Box, start: Fraction) -> Box:
        """Write the block held, which ends now; the box that its successor draws.

        A block can only draw. Where pixels vanish, its predecessor's disposal must clear them: that one's box
        grows to hold them all, and what else it clears is drawn again.
        """
        vanishing = self._vanishing(box) if self.animation.transparent else None
        if not vanishing:
            return super()._succeed(held, box, start)
        held = Block(self._hull(held.box, vanishing), held.start)
        box = self._hull(held.box, box)
        self._write(held, start, CLEAR)
        place = box.rows_columns
        return extent(self._canvas[place] != self._ground[place], box) or Box(0, 0, 1, 1)

    def _vanishing(self, box: Box) -> Box | None:
        """The smallest box round what is shown within a box and will not be any more."""
        place = box.rows_columns
        return extent((self._canvas[place] == 0) & (self._shown[place] != 0), box)

    def _write(self, block: Block, end: Fraction, disposal: int = KEEP) -> None:
        """Write a block that ends then, and bring the ground to what it leaves behind."""
        place = block.box.rows_columns
        shown, ground = self._shown[place], self._ground[place]
        cells = chosen(shown, shown != ground)
        # Readers decide by the first block whether an animation can be transparent, so there all blocks say so.
        pixels, transparent = gifstream.compressed(cells), self.animation.transparent or not cells.all()
        *others, last = gifstream.pieces(int(100 * (end - block.start)))
        for delay in others:
            self._stream.write(gifstream.image(block.box, pixels, delay, KEEP, transparent=transparent))
            pixels, transparent = gifstream.compressed(np.zeros_like(shown)), True
        self._stream.write(gifstream.image(block.box, pixels, last, disposal, transparent=transparent))
        ground[...] = 0 if disposal == CLEAR else shown


def _fewer(coarser: int) -> int:
    """The colours of a coarser picture: a quarter fewer each time."""
    return round(COLORS * 0.75**coarser)
