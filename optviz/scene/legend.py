"""The legend: a table beside the picture with each run's line, marker, name and current value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.layout import LABEL_SIZE, LINE, PADDING, ROW
from optviz.drawing.markers import marker_shape
from optviz.drawing.shapes import closed
from optviz.drawing.text import Digits, Readout, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.layout import Layout
    from optviz.drawing.outlines import Cap
    from optviz.drawing.theme import Theme
    from optviz.geometry import Area
    from optviz.scene.run_styles import RunStyle

_HANDLE, _GAP, _VALUE_GAP = 24.0, 7.0, 12.0
"""Points: the length of a line sample, the space between it and its label, and before the longest value."""
_DETAIL = 8.5
"""Points, of what is said below a label."""
_SLACK = 1.06
"""How many times wider small letters may be than measured, where they are not fitted to pixels."""
_INSET = 2
"""Pixels of the layout by which a line sample is shorter at each end, where its round caps stand."""


@dataclass(frozen=True)
class Column:
    """The size of a legend entry.

    Args: width: of all of it, in pixels.  label: of its label, in pixels.  value: the characters of its value; 0 if
        values are not shown.  stacked: whether the value stands below the label.  form: which of the results is told
        below it in the end, the longest first; None for none.
    """

    width: float
    label: float
    value: int
    stacked: bool = False
    form: int | None = None

    @property
    def lines(self) -> int:
        """How many lines of text it has."""
        return 1 + self.stacked + (self.form is not None)

    def cut(self, width: float) -> Column:
        """The size in which labels that are too long for an entry of a width are cut."""
        label = min(self.label, self.label - (self.width - width))
        return replace(self, width=width, label=label) if width < self.width else self


def measure(
    labels: Sequence[str],
    canvas: Canvas,
    digits: Digits,
    value: int = 0,
    *,
    stacked: bool = False,
    results: Sequence[str] = (),
    form: int | None = None,
    math: bool = False,
) -> Column:
    """The size that fits every label and result, and values of so many characters beside or below, 0 for none."""
    indent, number = (_HANDLE + _GAP) * canvas.point, value * digits.cell[0]
    label = max(canvas.text_width(text, LABEL_SIZE, math=math) for text in labels)
    beside = label if stacked or not value else label + number + _VALUE_GAP * canvas.point
    below = [_SLACK * canvas.text_width(text, _DETAIL) for text in results] + ([number] if stacked else [])
    return Column(indent + max(beside, *below, 0), label, value, stacked, form)


class Legend:
    """A legend in its place, drawn straight onto the canvas, so that its rows can change order.

    Where there is no room for all entries, the last place says how many more there are.

    Args: plan: where its rows stand.  column: the width of an entry.
    """

    def __init__(self, entries: Sequence[RunStyle], plan: Layout, column: Column, point: float, *, math: bool) -> None:
        self.entries, self.area, self.columns = entries, plan.legend, plan.columns
        self.column, self.point, self.math = column, point, math
        self.is_inside = plan.side == "inside"
        self.places = len(entries) if len(entries) <= plan.places else plan.places - 1
        """How many entries are shown."""

    @property
    def card(self) -> Area:
        """Its area, with the plate on which it stands inside a panel."""
        return self.area.shrunk(*[-PADDING * self.point * self.is_inside] * 4)

    def draw(self, canvas: Canvas, theme: Theme, order: Sequence[int], results: Sequence[str] = ()) -> None:
        """Draw every entry but its value.

        Args: order: which entry stands in each place.  results: what is told below each in the end.
        """
        if self.is_inside:
            canvas.fill(closed(self.card.corners[None]), theme.page)
        for place, index in enumerate(order[: self.places]):
            left, middle = self._corner(place)
            self._draw_entry(canvas, theme, self.entries[index], left, middle)
            if results:
                below = middle - (self.column.lines - 1) * LINE * self.point
                canvas.text(results[index], left + self._indent, below, _DETAIL, theme.secondary)
        if more := len(self.entries) - self.places:
            left, middle = self._corner(self.places)
            canvas.text(f"and {more} more", left + self._indent, middle, LABEL_SIZE, theme.secondary)

    def readouts(self, digits: Digits, height: int) -> list[Readout]:
        """The fields for the values, if they are shown, one for each place, in a picture of some height."""
        corners = map(self._corner, range(self.places if self.column.value else 0))
        characters = self.column.value
        if self.column.stacked:
            right, below = self._indent + characters * digits.cell[0], LINE * self.point
            return [
                Readout(digits, left + right, middle - below, height, characters, "left") for left, middle in corners
            ]
        return [Readout(digits, left + self.column.width, middle, height, characters) for left, middle in corners]

    @property
    def _indent(self) -> float:
        return (_HANDLE + _GAP) * self.point

    def _corner(self, place: int) -> tuple[float, float]:
        """The left end of a place, and the middle of its first line."""
        row, column = divmod(place, self.columns)
        spare = self.area.width - self.columns * self.column.width
        gap = spare / (self.columns - 1) if self.columns > 1 else 0.0
        left = self.area.left + column * (self.column.width + min(gap, 3 * ROW * self.point))
        below = (self.column.lines - 1) * LINE * self.point
        return left, self.area.top - (row + 0.5) * self._row_height() + below / 2

    def _row_height(self) -> float:
        rows = -(-min(len(self.entries), self.places + 1) // self.columns)
        natural = 1.15 * ROW + (self.column.lines - 1) * LINE
        return min(natural * self.point, self.area.height / rows)

    def _draw_entry(self, canvas: Canvas, theme: Theme, entry: RunStyle, left: float, middle: float) -> None:
        inset = _INSET * canvas.scale
        line = np.array([[left + inset, middle], [left + _HANDLE * self.point - inset, middle]])
        canvas.line(line, theme.page, entry.pen.width + 2 * entry.pen.casing, area=self.area)
        ink, gap = (entry.pen.width * length for length in entry.dash or (0.0, 0.0))
        cap: Cap = "butt" if ink else "round"
        dash = (ink, gap) if ink else None
        canvas.line(line, entry.color, entry.pen.width, area=self.area, cap=cap, dash=dash, begun=ink / 2)
        shape = marker_shape(entry.marker, (entry.pen.head + entry.pen.casing) * self.point)
        canvas.marker(line.mean(axis=0)[None], shape, entry.color, edge=theme.page, width=entry.pen.casing)
        text = fitted(
            entry.label,
            self.column.label,
            lambda text: canvas.text_width(text, LABEL_SIZE, math=self.math),
            math=self.math,
        )
        canvas.text(text, left + self._indent, middle, LABEL_SIZE, theme.ink, math=self.math)
