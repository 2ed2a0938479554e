"""WebP: an animated picture; of every frame only what changed."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.cost import Cost
from optviz.encoders.codec import webpstream
from optviz.encoders.codec.rectangles import Block, RectangleEncoder, chosen
from optviz.encoders.codec.webpstream import OVER, REPLACE
from optviz.errors import MissingToolError
from optviz.geometry import Box

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.encoders.base import Animation, Frames
    from optviz.encoders.codec.palette import Palette
    from optviz.encoders.codec.rectangles import Cells

_START: Final = 2048
"""Bytes in which a comment of ours ends."""
_COLORS: Final = 112
_QUALITY: Final = 60
_EFFORT: Final = 4
_BLOCK: Final = 16
"""Pixels of a side of the blocks in which the lossy codec works."""
_SAME: Final = 4
"""Levels by which red, green and blue may be off before a block is drawn again."""
_SEVERAL: Final = 4
"""Axes of several samples: all of it changes."""
_VISIBLE, _OPAQUE = 1 << 24, 255 << 24
"""Packed pixels from here on show something, and hide what is below."""


class Webp(RectangleEncoder):
    """Animated WebP: 112 well chosen colours, or, where all of it moves or is transparent, lossy true colours.

    Where a still camera leaves most of the picture as it is, a palette takes fewer bytes than the lossy codec, and
    keeps lines sharp. Elsewhere only those blocks are encoded again that differ from what they were when they were
    encoded. With quality: lossless, every pixel keeps its own colour.

    Every picture begins at its true time rounded to 1/1000 s. One that is shorter than 11/1000 s gives way to the next:
    browsers would play it as 100/1000.
    """

    name = "webp"
    title = "WebP"
    mime = "image/webp"
    suffixes = (".webp",)
    transparency = True
    lossless = True
    grades = 5
    shortest = Fraction(11, 1000)

    def __init__(self, path: Path, animation: Animation) -> None:
        _check_pillow()
        moves = animation.sample is not None and animation.sample.ndim == _SEVERAL
        self._lossy = (moves or animation.transparent) and not animation.lossless
        super().__init__(path, animation)

    @property
    def _colors(self) -> int:
        return 0 if self._lossy or self.animation.lossless else _fewer(self.animation.coarser)

    @classmethod
    def grade(cls, coarser: int) -> str:
        """How many colours there are, or the codec's own measure; see Encoder.grade."""
        colors, quality = f"{_fewer(coarser)} colours instead of {_COLORS}", f"{_worse(coarser)} instead of {_QUALITY}"
        return f"{colors}, or a quality of {quality}"

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """A look at every pixel of the frames that differ, and the lossy codec where all of it moves."""
        looks = animation.drawn * (1.2e-7 if animation.moves else 5e-9)
        return Cost(0.1 + animation.pixels * (3e-7 + looks), 60 * animation.pixels)

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return webpstream.comment_of(file.read(_START))

    def _begin(self, palette: Palette | None) -> None:
        if palette:
            red, green, blue = palette.table().T.astype(np.uint32)
            self._table = red | green << np.uint32(8) | blue << np.uint32(16) | np.uint32(_OPAQUE)
            self._table[0] = 0
        self._stream.write(webpstream.header(self.animation.size, self.animation.loop, self.animation.comment))

    def _end(self) -> None:
        length = self._stream.tell()
        self._stream.seek(4)
        self._stream.write(webpstream.length(length))

    def _now(self) -> Fraction:
        """The time in whole milliseconds."""
        return Fraction(int(self._elapsed * 1000 + Fraction(1, 2)), 1000)

    def _cells(self, numbers: NDArray[np.uint32]) -> Cells:
        """What stands for packed pixels on the canvas; what is not seen has no colour."""
        return numbers * (numbers >= _VISIBLE) if self.animation.transparent else super()._cells(numbers)

    def _write(self, block: Block, end: Fraction) -> None:
        """Write a block that ends then, and bring the ground to what it leaves behind."""
        left, top, right, bottom = block.box
        box = Box(left - left % 2, top - top % 2, right, bottom)
        shown, ground = (cells[box.rows_columns] for cells in (self._shown, self._ground))
        new = _blocks(_far(shown, ground)) if self._lossy else shown != ground
        # What lies over something else cannot take its place where it is transparent itself.
        covers = not self.animation.transparent or bool((shown[new] >= _OPAQUE).all())
        if not covers:
            new = np.ones_like(new)
        cells = shown * new if self._lossy or not covers else chosen(shown, new)
        ground[new] = shown[new]
        blend = OVER if covers else REPLACE
        self._stream.write(webpstream.picture(box, self._still(cells), int(1000 * (end - block.start)), blend))

    def _still(self, cells: Cells) -> bytes:
        """Cells as a WebP file of one picture."""
        from PIL import Image

        packed = np.ascontiguousarray(self._table[cells] if self._palette else cells)
        settings = {"quality": _worse(self.animation.coarser)} if self._lossy else {"lossless": True, "quality": 50}
        file = BytesIO()
        pixels = packed.astype("<u4", copy=False).view(np.uint8).reshape(*cells.shape, 4)
        Image.fromarray(pixels).save(file, "webp", method=_EFFORT, **settings)
        return file.getvalue()


def _far(shown: Cells, ground: Cells) -> NDArray[np.bool_]:
    """Which packed pixels differ so much that it is seen."""
    pixels = [cells.astype("<u4", copy=True).view(np.uint8).reshape(*cells.shape, 4) for cells in (shown, ground)]
    larger, smaller = np.maximum(*pixels), np.minimum(*pixels)
    return np.asarray((larger - smaller > _SAME).any(axis=-1))


def _blocks(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All of each of the codec's blocks of which a part is in a mask."""
    height, width = mask.shape
    rows, columns = -(-height // _BLOCK), -(-width // _BLOCK)
    padded = np.zeros((rows * _BLOCK, columns * _BLOCK), np.bool_)
    padded[:height, :width] = mask
    some = padded.reshape(rows, _BLOCK, columns, _BLOCK).any(axis=(1, 3))
    return some.repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)[:height, :width]


def _fewer(coarser: int) -> int:
    """The colours of a coarser picture: a quarter fewer each time."""
    return round(_COLORS * 0.75**coarser)


def _worse(coarser: int) -> int:
    """The lossy codec's quality for a coarser picture."""
    return _QUALITY - 10 * coarser


def _check_pillow() -> None:
    """Raise MissingToolError, with the command that installs it, where Pillow has no WebP."""
    from PIL import features

    if not features.check("webp"):
        raise MissingToolError("this Pillow has no WebP; install another with: pip install -U pillow")
