"""The heading: a title, a quieter line under it, and the step counter in the upper right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.scene.layout import LABEL_SIZE, SUBTITLE_SIZE, TITLE_SIZE
from optviz.scene.writing import Readout, fitted

if TYPE_CHECKING:
    from optviz.scene.lettering import Lettering
    from optviz.scene.writing import Digits
    from optviz.views import Area

_GAP = 14.0
"""Points between the title and the counter."""


_SMALLEST_TITLE = 10.0
"""Points; a title that is still too long ends in an ellipsis."""


class Heading:
    """A heading in its place.

    Args: area: its place, in pixels.  steps: the largest number the counter shows.  height: of the canvas.
    """

    def __init__(self, title: str, subtitle: str, area: Area, point: float) -> None:
        self.title, self.subtitle, self.area, self.point = title, subtitle, area, point
        self._title_middle = area.top - 0.62 * TITLE_SIZE * point
        self._subtitle_middle = area.bottom + 0.5 * SUBTITLE_SIZE * point

    def draw(self, letters: Lettering, secondary: str, digits: Digits, width: int) -> None:
        """Draw everything but the counter's number, which takes `width` characters."""
        number = width * digits.cell[0]
        step = letters.width("step ", LABEL_SIZE) + 0.25 * LABEL_SIZE * self.point
        left = self.area.right - number - step
        letters.write("step", left, self._title_middle, LABEL_SIZE, color=secondary)
        room = left - _GAP * self.point - self.area.left
        size = _title_size(letters.width(self.title, TITLE_SIZE, "bold"), room)
        title = fitted(self.title, room, lambda text: letters.width(text, size, "bold"))
        letters.write(title, self.area.left, self._title_middle, size, weight="bold")
        if self.subtitle:
            subtitle = fitted(self.subtitle, self.area.width, lambda text: letters.width(text, SUBTITLE_SIZE))
            letters.write(subtitle, self.area.left, self._subtitle_middle, SUBTITLE_SIZE, color=secondary)

    def counter(self, digits: Digits, width: int, height: int) -> Readout:
        """The field for the step's number."""
        return Readout(digits, self.area.right, height - self._title_middle, width)


def _title_size(width: float, room: float) -> float:
    """The size at which a title of some width fits its room, within limits; by quarter points."""
    return max(_SMALLEST_TITLE, min(TITLE_SIZE, int(4 * TITLE_SIZE * room / width) / 4)) if width else TITLE_SIZE
