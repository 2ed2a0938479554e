"""The legend: a table beside the picture with each run's line, marker, name and current value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.layout import LABEL_SIZE, ROW
from optviz.drawing.markers import marker_shape
from optviz.drawing.text import Digits, Readout, fitted
from optviz.scene.trace_styles import CASING, HEAD, TRACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.canvas import Canvas, Cap
    from optviz.drawing.layout import Layout
    from optviz.drawing.theme import Theme
    from optviz.scene.run_styles import RunStyle

_HANDLE, _GAP, _VALUE_GAP = 26.0, 8.0, 13.0
"""Points: the length of a line sample, the space between it and its label, and before the longest value."""


_INSET = 2
"""Pixels of the layout by which a line sample is shorter at each end, where its round caps stand."""


@dataclass(frozen=True)
class Column:
    """The size of a legend entry.

    Args: width: of all of it, in pixels.  label: of its label, in pixels.  value: the characters of its value; 0 if
        values are not shown.
    """

    width: float
    label: float
    value: int

    def cut(self, width: float) -> Column:
        """The size in which labels that are too long for an entry of a width are cut."""
        return replace(self, width=width, label=self.label - (self.width - width)) if width < self.width else self


def measure(labels: Sequence[str], canvas: Canvas, digits: Digits, value: int = 0, *, math: bool = False) -> Column:
    """The size that fits every label, and values of so many characters beside them, 0 for none."""
    beside = value and value * digits.cell[0] + _VALUE_GAP * canvas.point
    label = max(canvas.text_width(text, LABEL_SIZE, math=math) for text in labels)
    return Column((_HANDLE + _GAP) * canvas.point + label + beside, label, value)


class Legend:
    """A legend in its place, drawn straight onto the canvas, so that its rows can change order.

    Where there is no room for all entries, the last place says how many more there are.

    Args: plan: where its rows stand.  column: the width of an entry.
    """

    def __init__(self, entries: Sequence[RunStyle], plan: Layout, column: Column, point: float, *, math: bool) -> None:
        self.entries, self.area, self.columns = entries, plan.legend, plan.columns
        self.column, self.point, self.math = column, point, math
        self.places = len(entries) if len(entries) <= plan.places else plan.places - 1
        """How many entries are shown."""

    def draw(self, canvas: Canvas, theme: Theme, order: Sequence[int]) -> None:
        """Draw every entry but its value; `order` says which entry stands in each place."""
        for place, index in enumerate(order[: self.places]):
            self._draw_entry(canvas, theme, self.entries[index], *self._corner(place))
        if more := len(self.entries) - self.places:
            left, middle = self._corner(self.places)
            canvas.text(f"and {more} more", left + self._indent, middle, LABEL_SIZE, theme.secondary)

    def readouts(self, digits: Digits, height: int) -> list[Readout]:
        """The fields for the values, if they are shown, one for each place, in a picture of some height."""
        corners = map(self._corner, range(self.places if self.column.value else 0))
        right, characters = self.column.width, self.column.value
        return [Readout(digits, left + right, middle, height, characters) for left, middle in corners]

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

    def _draw_entry(self, canvas: Canvas, theme: Theme, entry: RunStyle, left: float, middle: float) -> None:
        inset = _INSET * canvas.scale
        line = np.array([[left + inset, middle], [left + _HANDLE * self.point - inset, middle]])
        canvas.line(line, theme.page, TRACE + 2 * CASING, area=self.area)
        ink, gap = (TRACE * length for length in entry.dash or (0.0, 0.0))
        cap: Cap = "butt" if ink else "round"
        dash = (ink, gap) if ink else None
        canvas.line(line, entry.color, TRACE, area=self.area, cap=cap, dash=dash, begun=ink / 2)
        shape = marker_shape(entry.marker, (HEAD + CASING) * self.point)
        canvas.marker(line.mean(axis=0)[None], shape, entry.color, edge=theme.page, width=CASING)
        text = fitted(
            entry.label,
            self.column.label,
            lambda text: canvas.text_width(text, LABEL_SIZE, math=self.math),
            math=self.math,
        )
        canvas.text(text, left + self._indent, middle, LABEL_SIZE, theme.ink, math=self.math)
