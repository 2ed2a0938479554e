"""Text straight onto the canvas, and how wide it is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

FAMILY = "DejaVu Sans"
"""The family that matplotlib brings along, so that pictures are the same on every machine."""


@cache
def font(size: float, weight: str = "normal") -> FontProperties:
    """The picture's font in a size in points."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=FAMILY, size=size, weight=weight)


class Lettering:
    """Writes on one renderer in one colour. Pixels count from the lower left corner.

    Args: math: whether text between dollar signs is mathematics; otherwise text is text.
    """

    def __init__(self, renderer: RendererAgg, color: str, *, math: bool = False) -> None:
        self.renderer, self.color, self.math = renderer, color, math

    def width(self, text: str, size: float, weight: str = "normal") -> float:
        """The width of a text in pixels."""
        return float(self.renderer.get_text_width_height_descent(text, font(size, weight), self._is_math(text))[0])

    def write(
        self,
        text: str,
        left: float,
        middle: float,
        size: float,
        weight: str = "normal",
        color: str | None = None,
    ) -> None:
        """Write a text whose lower-case letters are centred on `middle`."""
        gc = self.renderer.new_gc()
        gc.set_foreground(color or self.color)
        baseline = middle - 0.36 * size * self.renderer.dpi / 72
        top = self.renderer.height - baseline
        self.renderer.draw_text(gc, left, top, text, font(size, weight), 0, self._is_math(text))

    def _is_math(self, text: str) -> bool:
        return self.math and text.count("$") >= 2  # noqa: PLR2004  (a formula stands between two)
