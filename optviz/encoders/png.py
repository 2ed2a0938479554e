"""PNG: one still picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.encoders.base import Animation, Encoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.geometry import Box


class Png(Encoder):
    """The last frame as a PNG, lossless: RGB, or RGBA where the animation is transparent."""

    name = "png"
    title = "PNG"
    mime = "image/png"
    suffixes = (".png",)
    still = True
    transparency = True

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        self._last: Pixels | None = None

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:  # noqa: ARG002  (a still)
        """Take a copy of a frame in place of the one before; see Encoder.add."""
        self._last = frame.copy()

    def close(self) -> None:
        """Write the picture."""
        import imageio.v3 as imageio

        if self._last is None:
            raise ValueError("an animation needs at least one frame")
        picture = self._last if self.animation.transparent else self._last[..., :3]
        imageio.imwrite(self.path, picture, plugin="pillow", extension=".png", optimize=True)

    def discard(self) -> None:
        """Nothing was begun."""
