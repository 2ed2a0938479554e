"""PNG: one still picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.cost import Cost
from optviz.encoders.base import Animation, Encoder, Frames
from optviz.encoders.codec import pngstream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.geometry import Box

_START = 2048
"""Bytes in which a comment of ours ends: it stands before the picture."""


class Png(Encoder):
    """The last frame as a PNG, lossless: RGB, or RGBA where the animation is transparent."""

    name = "png"
    title = "PNG"
    mime = "image/png"
    suffixes = (".png",)
    still = True
    transparency = True
    lossless = True

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        self._last: Pixels | None = None

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:  # noqa: ARG002  (a still)
        """Take a copy of a frame in place of the one before; see Encoder.add."""
        self._last = frame.copy()

    def close(self) -> None:
        """Write the picture."""
        import imageio.v3 as imageio
        from PIL.PngImagePlugin import PngInfo

        if self._last is None:
            raise ValueError("an animation needs at least one frame")
        picture = self._last if self.animation.transparent else self._last[..., :3]
        texts = PngInfo()
        if self.animation.comment:
            texts.add_text(pngstream.KEYWORD, self.animation.comment)
        # Not to the path: what Pillow cannot write there it would try to write once more when nobody can be told.
        content = imageio.imwrite("<bytes>", picture, plugin="pillow", extension=".png", optimize=True, pnginfo=texts)
        self.path.write_bytes(content)

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of one picture."""
        return Cost(0.05 + 3e-7 * animation.pixels, 12 * animation.pixels)

    def discard(self) -> None:
        """Nothing was begun."""

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return pngstream.comment_of(file.read(_START))
