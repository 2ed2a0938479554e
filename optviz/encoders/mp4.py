"""MP4: H.264 through PyAV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.cost import Cost
from optviz.encoders.codec import boxes
from optviz.encoders.codec.video import Codec, ConstantRate

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.encoders.base import Animation, Frames

# A long look ahead gives to what stays on screen the bytes that the frames after it save. Frames between two others
# (bframes) cost half as much time again and save a tenth. Thin coloured lines on pale ground need more colour, less
# smoothing, and care for what is flat and dark.
_H264 = Codec(
    "libx264",
    "H.264",
    (29, 3),
    {
        "preset": "veryfast",
        "x264-params": "cpu-independent=1:rc-lookahead=40:bframes=0:trellis=1:aq-mode=3:deblock=-1,-1"
        ":chroma-qp-offset=-4",
    },
)


class Mp4(ConstantRate):
    """H.264 in MP4, yuv420p and with its index in front, which every browser plays while it loads.

    H.264 wants even sizes: an odd one gains a pixel, a copy of the last.

    libx264 would choose its routines by the processor and so write other bytes on another one, and those for AVX-512
    now and then read memory that nothing was written to: it is told to compute the same everywhere.
    """

    name = "mp4"
    title = "MP4"
    mime = "video/mp4"
    suffixes = (".mp4", ".m4v")
    grades = 5
    codec = _H264
    container = "mp4"
    settings = {"movflags": "+faststart"}  # noqa: RUF012  (nobody changes it)

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        if self._size != animation.size:
            self.notes.append("padded to {}x{}: H.264 wants even sizes".format(*self._size))

    @classmethod
    def size_of(cls, size: tuple[int, int]) -> tuple[int, int]:
        """An even width and height."""
        width, height = size
        return width + width % 2, height + height % 2

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of every frame, also of those that are shown again."""
        looks = 4e-9 * animation.shown + 6e-9 * animation.drawn
        return Cost(0.1 + animation.pixels * looks, 130 * animation.pixels)

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return boxes.comment_of(file)
