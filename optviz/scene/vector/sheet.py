"""The coordinates of an SVG: whole numbers, tenths of a pixel of the layout, counted from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import Array, np
from optviz.geometry import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optviz.drawing.canvas import Canvas

    Places = NDArray[np.signedinteger[Any]]
    """On a sheet, (..., 2)."""

UNITS: Final = 10
"""Of a pixel of the layout."""


@dataclass(frozen=True)
class Sheet:
    """Where a canvas's pixels stand.

    Args: size: width and height of the canvas.  scale: how many of its pixels are one of the layout.  point: its pixels
        in a point.
    """

    size: tuple[int, int]
    scale: float
    point: float

    @classmethod
    def of(cls, canvas: Canvas) -> Sheet:
        """That of a canvas."""
        return cls(canvas.size, canvas.scale, canvas.point)

    @property
    def units(self) -> tuple[int, int]:
        """Width and height."""
        return round(self.length(self.size[0])), round(self.length(self.size[1]))

    def length(self, pixels: float) -> float:
        """A length in pixels of the canvas."""
        return pixels * UNITS / self.scale

    def points(self, points: float) -> float:
        """A length in points, to a tenth."""
        return round(self.length(points * self.point), 1)

    def places(self, pixels: Array) -> Places:
        """Places (..., 2) in pixels of the canvas."""
        x, y = pixels[..., 0], turned(pixels[..., 1], self.size[1])
        return np.rint(self.length(1) * np.stack([x, y], axis=-1)).astype(int)
