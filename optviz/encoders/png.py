"""PNG: one still picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.encoders.base import Encoder, Film

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from optviz.encoders.base import Pixels
    from optviz.geometry import Box


class Png(Encoder):
    """The last frame as a PNG, lossless: RGB, or RGBA where the film is transparent."""

    name = "png"
    title = "PNG"
    suffixes = (".png",)
    mime = "image/png"
    still = True
    transparency = True

    def __init__(self, path: Path, film: Film) -> None:
        super().__init__(path, film)
        self._last: Pixels | None = None

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:  # noqa: ARG002  (a still)
        """Take a copy of a frame in place of the one before; see Encoder.add."""
        self._last = frame.copy()

    def close(self) -> None:
        """Write the picture."""
        from PIL import Image

        if self._last is None:
            raise ValueError("a film needs at least one frame")
        picture = Image.fromarray(self._last)
        if not self.film.transparent:
            picture = picture.convert("RGB")
        picture.save(self.path, "PNG", optimize=True)

    def discard(self) -> None:
        """Nothing was begun."""
