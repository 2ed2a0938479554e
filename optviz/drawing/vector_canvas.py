"""A canvas that keeps what is drawn on it: shapes, letters and pictures, of which vector formats are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from optviz.arrays import Array, Pixels, np
from optviz.drawing import settings
from optviz.drawing.canvas import MIDDLE, Canvas, Words
from optviz.drawing.outlines import Outline, Shape, rgba
from optviz.drawing.simplified import simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from matplotlib.font_manager import FontProperties

    from optviz.drawing.fonts import Fonts
    from optviz.geometry import Area

_UNSEEN = 0.05
"""Pixels of the layout by which a line may miss where it is: nobody sees them, even if it is much enlarged."""
Lettering = Literal["paths", "text"]
"""Whether letters are drawn as their outlines or written as text."""


class Letters(NamedTuple):
    """A text in one font.

    Args: text: what it says.  left, baseline: where it begins, in pixels from the lower left corner.  font: with its
        size in points.  color: "#RRGGBB".  math: whether what stands between dollar signs is mathematics.
        halo: the colour of an edge round the letters, or None.  opacity: of both.
    """

    text: str
    left: float
    baseline: float
    font: FontProperties
    color: str
    math: bool = False
    halo: str | None = None
    opacity: float = 1.0


class Picture(NamedTuple):
    """A picture of pixels, (h, w, 4), its rows from the top, and the place of its lower left corner in pixels."""

    pixels: Pixels
    left: int
    bottom: int


class VectorCanvas(Canvas):
    """What was drawn, in its order. It is measured in pixels, as other canvases are, but has none.

    Attributes: items: what was drawn since it was cleared.  page: the colour beneath it; None for no page.
    Args: size, dpi, scale, fonts: as a canvas's; scale is how many pixels of a picture are one of the layout.
        lettering: paths look alike everywhere; text can be selected, and formulas are paths where a format has none.
        tolerance: pixels of the layout by which a line may miss where it is; 0 keeps all points as they are.
    """

    def __init__(
        self,
        size: tuple[int, int],
        dpi: float,
        scale: float,
        fonts: Fonts,
        lettering: Lettering = "paths",
        tolerance: float = _UNSEEN,
    ) -> None:
        super().__init__((1, 1), dpi, scale, fonts)  # which only measures
        self.size, self.lettering, self.tolerance = size, lettering, tolerance
        self.items: list[Shape | Letters | Picture] = []
        self.page: str | None = None

    def clear(self, color: str | None) -> None:
        """Forget what was drawn."""
        self.items, self.page = [], color

    def quads(self, corners: Array, colors: Array) -> None:
        """A mesh, which becomes a picture; see Canvas.quads."""
        if self._blank:
            return
        paper = Canvas(self.size, self.dpi)
        paper.pixels[:] = 0
        paper.quads(corners, colors)
        self.picture(paper.pixels, 0, 0)

    def picture(self, pixels: Pixels, left: int, bottom: int) -> None:
        """Another picture (h, w, 4), its rows from the top, with its lower left corner at a pixel's."""
        if self._blank:
            return
        self._flush()
        self.items.append(Picture(pixels.copy(), left, bottom))

    def composed(self, key: Hashable, area: Area, draw: Callable[[Canvas, Area], None]) -> None:
        """What is composed of several parts, which stay what they are."""
        del key
        draw(self, area)

    def _set(self, words: Words, x: float, middle: float, share: float, opacity: float) -> None:
        """Write words, of which a share stands left of x."""
        text, size, color, weight, math, halo = words
        parts = [(piece, self._font(piece, size, weight)) for piece in self._pieces(text, math)]
        widths = [self._width(piece.text, letters, math=piece.is_math) for piece, letters in parts]
        left, baseline = x - share * sum(widths), middle - MIDDLE * size * self.point
        starts = (left + np.cumsum([0.0, *widths])).tolist()
        for (piece, letters), start in zip(parts, starts, strict=False):
            self._write(Letters(piece.text, start, baseline, letters, color, piece.is_math, halo, opacity))

    def glyphs(
        self, text: str, left: float, baseline: float, letters: FontProperties, color: str, *, math: bool = False
    ) -> None:
        """Write the letters of a text at a place."""
        self._write(Letters(text, left, baseline, letters, color, math))

    def extent(self, text: str, letters: FontProperties) -> tuple[float, float]:
        """The width and the height of a text in pixels."""
        width, height, _ = self._unhinted(text, letters, math=False)
        return width, height

    def outlined(self, letters: Letters) -> list[Shape]:
        """The outlines of letters, those of a halo first."""
        with settings.delivered():
            vertices, codes = _to_path().get_text_path(letters.font, letters.text, letters.math)
        if not len(codes):
            return []
        scale = letters.font.get_size_in_points() * self.point / _to_path().FONT_SCALE
        places = scale * np.asarray(vertices, dtype=float) + (letters.left, letters.baseline)
        outline = Outline(places, np.asarray(codes, dtype=np.uint8))
        opacity = letters.opacity
        edges = [(letters.halo, 2 * self.scale / self.point)] if letters.halo else []
        halo = [Shape(outline, rgba(color, opacity), width, rgba(color, opacity)) for color, width in edges]
        return [*halo, Shape(outline, rgba(letters.color, opacity), 0.0, rgba(letters.color, opacity))]

    def _draw(self, shapes: Sequence[Shape]) -> None:
        tolerance = self.tolerance * self.scale
        kept = (shape._replace(outline=simplified(shape.outline, tolerance)) for shape in shapes)
        self.items += kept if tolerance else shapes

    def _write(self, letters: Letters) -> None:
        self._flush()
        self.items += self.outlined(letters) if self.lettering == "paths" else [letters]

    def _width(self, text: str, letters: FontProperties, *, math: bool) -> float:
        return self._unhinted(text, letters, math=math)[0]

    def _unhinted(self, text: str, letters: FontProperties, *, math: bool) -> tuple[float, float, float]:
        """The width, the height and the descent of a text in pixels, as it is where letters are not fitted to them."""
        with settings.delivered():
            measured = _to_path().get_text_width_height_descent(text, letters, math)
        width, height, descent = (self.point * float(length) for length in measured)
        return width, height, descent


def _to_path() -> Any:  # matplotlib leaves its methods without annotations
    settings.load()
    from matplotlib.textpath import text_to_path

    return text_to_path
