"""The coordinates of an SVG: whole numbers, tenths of a pixel of the layout, counted from the upper left corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, np
from optviz.drawing import svg
from optviz.drawing.simplified import simplified
from optviz.geometry import turned

if TYPE_CHECKING:
    from optviz.drawing.outlines import Outline
    from optviz.drawing.svg import Places
    from optviz.drawing.vector_canvas import VectorCanvas

UNITS: Final = 10
"""Of a pixel of the layout."""


class Sheet:
    """Where the pixels of a canvas stand."""

    def __init__(self, canvas: VectorCanvas) -> None:
        self.canvas, self.scale = canvas, canvas.scale

    @property
    def units(self) -> tuple[int, int]:
        """Width and height."""
        width, height = self.canvas.size
        return round(self.length(width)), round(self.length(height))

    def length(self, pixels: float) -> float:
        """A length in pixels of the canvas."""
        return pixels * UNITS / self.scale

    def points(self, points: float) -> float:
        """A length in points, to a tenth."""
        return round(self.length(points * self.canvas.point), 1)

    def places(self, pixels: Array) -> Places:
        """Places (..., 2) in pixels of the canvas."""
        x, y = pixels[..., 0], turned(pixels[..., 1], self.canvas.size[1])
        return np.rint(self.length(1) * np.stack([x, y], axis=-1)).astype(np.intp)

    def path_data(self, outline: Outline, tolerance: float) -> str:
        """The path data of an outline, without corners that nobody sees.

        Args: tolerance: pixels of the layout by which it may miss its place.
        """
        return svg.path_data(simplified(outline, tolerance * self.scale), self.canvas, UNITS, str)


def polyline(places: Places) -> str:
    """The path data of places (M, 2)."""
    return svg.polyline(places, str)
