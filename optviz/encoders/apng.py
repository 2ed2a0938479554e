"""APNG: a PNG that moves; of every frame only the rectangle that changed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.cost import Cost
from optviz.encoders.codec import pngstream
from optviz.encoders.codec.palette import CAPACITY
from optviz.encoders.codec.pngstream import OVER, REPLACE
from optviz.encoders.codec.rectangles import Block, RectangleEncoder, chosen

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.arrays import np
    from optviz.encoders.base import Frames
    from optviz.encoders.codec.palette import Palette
    from optviz.encoders.codec.rectangles import Cells

_START = 2048
"""Bytes in which a comment of ours ends."""

_VISIBLE, _OPAQUE = 1 << 24, 255 << 24
"""Packed pixels from here on show something, and hide what is below."""


class Apng(RectangleEncoder):
    """Animated PNG: 255 well chosen colours, or, where it is transparent, every pixel's own colour and alpha, exactly.

    With quality: lossless, it is every pixel's own colour always.

    Delays are ratios of whole numbers, so that any rate is exact.

    Reference: W3C, Portable Network Graphics (third edition, 2025).
    """

    name = "apng"
    title = "APNG"
    mime = "image/apng"
    suffixes = (".apng",)
    transparency = True
    lossless = True
    grades = 6
    shortest = Fraction(1, 90)

    @property
    def _colors(self) -> int:
        return 0 if self.animation.transparent or self.animation.lossless else _fewer(self.animation.coarser)

    @classmethod
    def grade(cls, coarser: int) -> str:
        """How many colours there are; see Encoder.grade."""
        return f"{_fewer(coarser)} colours instead of {CAPACITY}"

    def _begin(self, palette: Palette | None) -> None:
        animation, table = self.animation, palette.table() if palette else None
        self._pictures = 0
        self._stream.write(pngstream.header(animation.size, table, animation.comment))
        self._count_at = self._stream.tell()
        self._stream.write(pngstream.motion(0, animation.loop))

    def _end(self) -> None:
        self._stream.write(pngstream.END)
        self._stream.seek(self._count_at)
        self._stream.write(pngstream.motion(self._pictures, self.animation.loop))

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return pngstream.comment_of(file.read(_START))

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """A look at every pixel of the frames that differ, and more where all of them are compressed."""
        looks = animation.drawn * (3e-8 if animation.moves else 5e-9)
        return Cost(0.05 + animation.pixels * (1e-7 + looks), 20 * animation.pixels)

    def _now(self) -> Fraction:
        return self._elapsed

    def _cells(self, numbers: NDArray[np.uint32]) -> Cells:
        """What stands for packed pixels on the canvas; what is not seen has no colour."""
        return numbers * (numbers >= _VISIBLE) if self.animation.transparent else super()._cells(numbers)

    def _write(self, block: Block, end: Fraction) -> None:
        """Write a block that ends then, and bring the ground to what it leaves behind."""
        place = block.box.rows_columns
        shown, ground = self._shown[place], self._ground[place]
        new = shown != ground
        # What lies over something else cannot take its place where it is transparent itself.
        covers = not self.animation.transparent or bool((shown[new] >= _OPAQUE).all())
        cells = chosen(shown, new) if covers else shown
        blend = OVER if covers and not cells.all() else REPLACE
        number, pixels = max(0, 2 * self._pictures - 1), pngstream.compressed(cells)
        self._stream.write(pngstream.picture(number, block.box, pixels, end - block.start, blend))
        self._pictures += 1
        ground[...] = shown


def _fewer(coarser: int) -> int:
    """The colours of a coarser picture: three in ten fewer each time."""
    return round(CAPACITY * 0.7**coarser)
