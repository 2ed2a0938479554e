"""The legend: a table beside the picture with each run's line, marker, name and current value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.scene.layout import LABEL_SIZE, ROW, TIGHTEST_ROW
from optviz.scene.strokes import CASING, TRACE, marker_shape
from optviz.scene.writing import VALUE_WIDTH, Digits, Readout, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scene.lettering import Lettering
    from optviz.scene.strokes import Pen
    from optviz.scene.styles import Style
    from optviz.views import Area

_HANDLE, _GAP = 26.0, 8.0
"""Points: the length of a line sample, and the space between the columns."""


@dataclass(frozen=True)
class Column:
    """The width of one legend entry and of its label, in pixels."""

    width: float
    label: float


def measure(labels: Sequence[str], lettering: Lettering, digits: Digits, point: float, widest: float) -> Column:
    """The width that fits every label, as far as an entry that wide is allowed."""
    fixed = (_HANDLE + 2 * _GAP) * point + VALUE_WIDTH * digits.cell[0]
    label = min(widest - fixed, max(lettering.width(text, LABEL_SIZE) for text in labels))
    return Column(fixed + label, label)


class Legend:
    """A legend in its place, drawn straight onto the canvas, so that its rows can change order.

    Where there is no room for all entries, the last place says how many more there are.

    Args: area: where its rows stand, `columns` entries side by side.  column: the width of an entry.
    """

    def __init__(self, entries: Sequence[Style], area: Area, columns: int, column: Column, point: float) -> None:
        self.entries, self.area, self.columns, self.column, self.point = entries, area, columns, column, point
        room = columns * max(1, int(area.height / (TIGHTEST_ROW * point)))
        self.places = len(entries) if len(entries) <= room else room - 1
        """How many entries are shown."""

    def draw(self, pen: Pen, lettering: Lettering, order: Sequence[int], secondary: str) -> None:
        """Draw every entry but its value; `order` says which entry stands in each place."""
        for place, index in enumerate(order[: self.places]):
            self._draw_entry(pen, lettering, self.entries[index], *self._corner(place))
        if more := len(self.entries) - self.places:
            left, middle = self._corner(self.places)
            lettering.write(f"and {more} more", left + self._indent, middle, LABEL_SIZE, color=secondary)

    def readouts(self, digits: Digits, height: int) -> list[Readout]:
        """The fields for the values, one for each place."""
        corners = map(self._corner, range(self.places))
        return [Readout(digits, left + self.column.width, height - middle, VALUE_WIDTH) for left, middle in corners]

    @property
    def _indent(self) -> float:
        return (_HANDLE + _GAP) * self.point

    def _corner(self, place: int) -> tuple[float, float]:
        """The left end and the middle of the height of a place."""
        row, column = divmod(place, self.columns)
        spare = self.area.width - self.columns * self.column.width
        gap = spare / (self.columns - 1) if self.columns > 1 else 0.0
        top = self.area.top - row * self._row_height()
        return self.area.left + column * (
            self.column.width + min(gap, 3 * ROW * self.point)
        ), top - self._row_height() / 2

    def _row_height(self) -> float:
        rows = -(-min(len(self.entries), self.places + 1) // self.columns)
        return min(ROW * self.point * 1.15, self.area.height / rows)

    def _draw_entry(self, pen: Pen, lettering: Lettering, entry: Style, left: float, middle: float) -> None:
        line = np.array([[left + 2, middle], [left + _HANDLE * self.point - 2, middle]])
        pen.line(line, pen.page, TRACE + 2 * CASING, self.area)
        pen.line(line, entry.color, TRACE, self.area)
        pen.marker(line.mean(axis=0), marker_shape(entry.marker, self.point), entry.color)
        text = fitted(entry.label, self.column.label, lambda text: lettering.width(text, LABEL_SIZE))
        lettering.write(text, left + self._indent, middle, LABEL_SIZE)
