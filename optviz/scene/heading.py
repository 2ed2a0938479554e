"""The heading: a title, a quieter line under it, and the step counter at the upper right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.drawing.layout import LABEL_SIZE, SUBTITLE_SIZE, TITLE_SIZE
from optviz.drawing.text import Readout, fitted

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.text import Digits
    from optviz.drawing.theme import Theme
    from optviz.geometry import Area

_GAP = 14.0
"""Points between the title and the counter."""


_SMALLEST_TITLE, _SMALLEST_SUBTITLE = 10.0, 8.0
"""Points; what is still too long ends in an ellipsis."""


class Heading:
    """A heading in its place.

    Args: area: its place, in pixels.  math: whether its dollar signs enclose mathematics.  unit: what its
        counter counts; empty where it has none.
    """

    def __init__(self, title: str, subtitle: str, area: Area, point: float, *, math: bool, unit: str = "step") -> None:
        self.title, self.subtitle, self.area, self.point = title, subtitle, area, point
        self.math, self.unit = math, unit
        self._title_middle = area.top - 0.62 * TITLE_SIZE * point
        self._subtitle_middle = area.bottom + 0.5 * SUBTITLE_SIZE * point

    def draw(self, canvas: Canvas, theme: Theme, digits: Digits, width: int) -> None:
        """Draw everything but the counter's number, which takes `width` characters."""
        room = self.area.width
        if self.unit:
            room = self._draw_word(canvas, theme, width * digits.cell[0]) - _GAP * self.point - self.area.left
        taken = canvas.text_width(self.title, TITLE_SIZE, weight="bold", math=self.math)
        size = _size(taken, room, TITLE_SIZE, _SMALLEST_TITLE)

        def width_of(text: str) -> float:
            return canvas.text_width(text, size, weight="bold", math=self.math)

        title = fitted(self.title, room, width_of, math=self.math)
        canvas.text(title, self.area.left, self._title_middle, size, theme.ink, weight="bold", math=self.math)
        if self.subtitle:
            self._draw_subtitle(canvas, theme)

    def _draw_subtitle(self, canvas: Canvas, theme: Theme) -> None:
        room = self.area.width
        taken = canvas.text_width(self.subtitle, SUBTITLE_SIZE, math=self.math)
        small = _size(taken, room, SUBTITLE_SIZE, _SMALLEST_SUBTITLE)
        subtitle = fitted(
            self.subtitle, room, lambda text: canvas.text_width(text, small, math=self.math), math=self.math
        )
        canvas.text(subtitle, self.area.left, self._subtitle_middle, small, theme.secondary, math=self.math)

    def _draw_word(self, canvas: Canvas, theme: Theme, number: float) -> float:
        """Draw the word before the counter's number, which takes some pixels; returns the word's left end."""
        word = canvas.text_width(f"{self.unit} ", LABEL_SIZE)
        left = self.area.right - number - word - 0.25 * LABEL_SIZE * self.point
        canvas.text(self.unit, left, self._title_middle, LABEL_SIZE, theme.secondary)
        return left

    def counter(self, digits: Digits, width: int, height: int) -> Readout:
        """The field for the step's number, in a picture of some height."""
        return Readout(digits, self.area.right, self._title_middle, height, width)


def _size(width: float, room: float, usual: float, smallest: float) -> float:
    """The size at which a text of some width at its usual size fits its room, within limits; by quarter points."""
    return max(smallest, min(usual, int(4 * usual * room / width) / 4)) if width else usual
