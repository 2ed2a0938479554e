"""The x and the y axis of a panel: where data stand in pixels, quiet tick labels at round places, and their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, np
from optviz.drawing.text import fitted
from optviz.drawing.ticks import tick_labels, ticks
from optviz.drawing.units import power_of_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.panel import Panel
    from optviz.drawing.ticks import Kind
    from optviz.geometry import Area

TICK_SIZE = 8.5
"""Points, of tick labels."""
NAME_SIZE = 9.0
"""Points, of the names of axes."""
GAP = 4.0
"""Points between an axis and its tick labels."""
NAME_ROW = 12.0
"""Points of a row that an axis's name has to itself, where it is too long to stand among the tick labels."""
_WIDEST = 0.5
"""The largest share of a panel's width that a label beside it may take."""
_SPACE = 4.0
"""Points between a name and the tick labels beside it."""
_SHORT = 24.0
"""Points of a name that stands in line with tick labels that move."""
_LOWEST = 56.0
"""Points of the height that a panel keeps beside rows of names."""


@dataclass(frozen=True, eq=False)
class Axes:
    """Where data stand in a panel: the limits of x and y fill an area; a log axis has its limits in decades."""

    area: Area
    x: tuple[float, float]
    y: tuple[float, float]

    def pixels(self, points: Array) -> Array:
        """Data points, (..., 2), as pixels."""
        (west, east), (south, north) = self.x, self.y
        units = np.array([power_of_two(max(abs(west), abs(east))), power_of_two(max(abs(south), abs(north)))])
        low, high = self._low / units, np.array([east, north]) / units
        return np.asarray(self._corner + (points / units - low) * ([self.area.width, self.area.height] / (high - low)))

    def data(self, pixels: Array) -> Array:
        """Pixels, (..., 2), as data points."""
        return np.asarray(self._low + (pixels - self._corner) / self.scale)

    @property
    def scale(self) -> Array:
        """Pixels per unit of x and y, (2,)."""
        (west, east), (south, north) = self.x, self.y
        return np.array([self.area.width / (east - west), self.area.height / (north - south)])

    @property
    def _low(self) -> Array:
        return np.array([self.x[0], self.y[0]])

    @property
    def _corner(self) -> Array:
        return np.array([self.area.left, self.area.bottom])


class Naming(NamedTuple):
    """Where the names of x and y stand: at the ends of their axes.

    Args: x_row, y_row: whether they have rows of their own, below the tick labels and above the axis; else they stand
        in line with the tick labels.  steady: whether they keep their places while the limits change, so that it is
        tick labels that give way.  taken: pixels at the end of y's row in which something else stands.
    """

    x_row: bool = False
    y_row: bool = False
    steady: bool = False
    taken: float = 0.0

    def room(self, point: float) -> tuple[float, float]:
        """The pixels that rows take below and above, at some pixels per point."""
        return self.x_row * NAME_ROW * point, self.y_row * NAME_ROW * point


def naming(panel: Panel, axes: Axes, *, steady: bool) -> Naming:
    """Where the names of x and y stand round an area that has room for tick labels.

    Args: steady: whether the limits will change.
    """
    names, area, point = panel.names, axes.area, panel.point
    x_row = y_row = False
    if area.height >= _LOWEST * point:
        width = _name_width(panel, names.x)
        x_row = (
            width > _SHORT * point
            if steady
            else _free([span for span, _ in _across(panel, axes)], area.right, width, _SPACE * point) is None
        )
        y_row = _name_width(panel, names.y) > area.left - GAP * point - panel.area.left
    return Naming(x_row, y_row, steady)


def draw_ticks(
    panel: Panel,
    axes: Axes,
    *,
    kind: Kind = "linear",
    lines: bool = False,
    density: float = 1.0,
    halo: str | None = None,
    named: Naming | None = None,
) -> None:
    """Label both axes at round places, about one per 36 points.

    Args: kind: of the y axis.  lines: whether hairlines cross the area there.  density: of the y axis's labels,
        as a factor.  halo: the colour of an edge round the labels.  named: where the axes' names stand, if they do.
    """
    area, point, canvas = axes.area, panel.point, panel.canvas
    across, upward = _across(panel, axes), _beside(panel, axes, kind, density)
    if lines:
        _hairlines(panel, area, [_middle(span) for span, _ in across], [_middle(span) for span, _ in upward])
    color, below, left = panel.theme.secondary, area.bottom - (GAP + TICK_SIZE / 2) * point, area.left - GAP * point
    if named:
        taken = _draw_names(panel, axes, named, across, upward, halo)
        across, upward = (
            [(span, label) for span, label in labels if not _meet(span, own)]
            for labels, own in zip((across, upward), taken, strict=True)
        )
    for span, label in across:
        canvas.text(label, _middle(span), below, TICK_SIZE, color, align="center", halo=halo)
    for span, label in upward:
        canvas.text(label, left, _middle(span), TICK_SIZE, color, align="right", halo=halo)


def draw_heading(panel: Panel, area: Area, headings: Sequence[str], height: float) -> None:
    """Write above an area, in a row of some height, the first of some headings that fits; if none does, the last, cut.

    They hold names of axes, in which $...$ may be mathematics.
    """
    heading = next((text for text in headings if _name_width(panel, text) <= area.width), headings[-1])
    text = fitted_name(panel, heading, area.width)
    panel.canvas.text(text, area.left, area.top + height / 2, NAME_SIZE, panel.theme.secondary, math=panel.math)


def gutter(
    panel: Panel, limits: tuple[float, float], height: float, *, kind: Kind = "linear", density: float = 1.0
) -> float:
    """The pixels that the labels of a y axis with some limits and of some height take beside it."""
    labels = tick_labels(_upward(panel, limits, height, kind, density), kind)
    widths = (panel.canvas.text_width(label, TICK_SIZE) for label in labels)
    return GAP * panel.point + max((width for width in widths if width <= _most(panel)), default=0.0)


def _most(panel: Panel) -> float:
    """The most pixels that a label may take beside the y axis; one that takes more is left out."""
    return _WIDEST * panel.area.width


def _upward(panel: Panel, limits: tuple[float, float], height: float, kind: Kind, density: float) -> list[float]:
    """Round places on a y axis."""
    return ticks(limits, density * height / panel.point, kind)


_Span = tuple[float, float]
"""From where to where something reaches along an axis, in pixels."""
_Labels = list[tuple[_Span, str]]


def _across(panel: Panel, axes: Axes) -> _Labels:
    """The labels of the x axis, and from where to where they reach."""
    places = ticks(axes.x, axes.area.width / panel.point)
    middles = axes.pixels(np.array([[place, axes.y[0]] for place in places]).reshape(-1, 2))[:, 0]
    labels = tick_labels(places)
    return [
        (_span(middle, panel.canvas.text_width(label, TICK_SIZE)), label)
        for middle, label in zip(middles.tolist(), labels, strict=True)
    ]


def _beside(panel: Panel, axes: Axes, kind: Kind, density: float) -> _Labels:
    """The labels of the y axis, and from where to where they reach; none that would take all the room."""
    places = _upward(panel, axes.y, axes.area.height, kind, density)
    middles = axes.pixels(np.array([[axes.x[0], place] for place in places]).reshape(-1, 2))[:, 1]
    return [
        (_span(middle, TICK_SIZE * panel.point), label)
        for middle, label in zip(middles.tolist(), tick_labels(places, kind), strict=True)
        if panel.canvas.text_width(label, TICK_SIZE) <= _most(panel)
    ]


def _span(middle: float, size: float) -> _Span:
    return middle - size / 2, middle + size / 2


def _middle(span: _Span) -> float:
    return (span[0] + span[1]) / 2


def _meet(one: _Span, other: _Span | None) -> bool:
    """Whether two spans have something in common."""
    return other is not None and one[0] < other[1] and other[0] < one[1]


def _free(spans: Sequence[_Span], end: float, size: float, space: float) -> float | None:
    """Where something of a size begins that is nearest to the end of a row of labels; None where there is no room."""
    before, apart = end, space
    for low, high in sorted(spans, reverse=True):
        if before - high >= size + apart:
            return before - size if before == end else (before + high - size) / 2
        before, apart = low, 2 * space
    return None if spans else end - size


def _name_width(panel: Panel, name: str) -> float:
    return panel.canvas.text_width(name, NAME_SIZE, math=panel.math) if name else 0.0


def fitted_name(panel: Panel, name: str, room: float) -> str:
    """An axis's name, cut to some room in pixels."""
    return fitted(name, room, lambda part: _name_width(panel, part), math=panel.math)


def _draw_names(
    panel: Panel, axes: Axes, named: Naming, across: _Labels, upward: _Labels, halo: str | None
) -> tuple[_Span | None, _Span | None]:
    """Write the names at the ends of the axes; returns what they take of the rows of tick labels."""
    area, point, names = axes.area, panel.point, panel.names
    color, below, left = panel.theme.secondary, area.bottom - (GAP + TICK_SIZE / 2) * point, area.left - GAP * point
    space, taken = _SPACE * point, list[_Span | None]([None, None])
    if names.x:
        name = fitted_name(panel, names.x, area.right - panel.area.left if named.x_row else area.width / 2)
        width = _name_width(panel, name)
        begin = None if named.steady or named.x_row else _free([span for span, _ in across], area.right, width, space)
        begin = area.right - width if begin is None else begin
        middle = below - named.x_row * NAME_ROW * point
        panel.canvas.text(name, begin, middle, NAME_SIZE, color, math=panel.math, halo=halo)
        taken[0] = None if named.x_row else (begin - space / 2, begin + width + space / 2)
    if names.y and named.y_row:
        name = fitted_name(panel, names.y, area.width - (named.taken and named.taken + 2 * space))
        middle = area.top + NAME_ROW / 2 * point
        panel.canvas.text(name, area.left, middle, NAME_SIZE, color, math=panel.math, halo=halo)
    elif names.y:
        name, height = fitted_name(panel, names.y, left - panel.area.left), NAME_SIZE * point
        begin = None if named.steady else _free([span for span, _ in upward], area.top, height, space / 2)
        begin = area.top - height if begin is None else begin
        middle = begin + height / 2
        panel.canvas.text(name, left, middle, NAME_SIZE, color, align="right", math=panel.math, halo=halo)
        taken[1] = begin - space / 4, begin + height + space / 4
    return taken[0], taken[1]


def _hairlines(panel: Panel, area: Area, columns: list[float], rows: list[float]) -> None:
    upright = [np.array([[x, area.bottom], [x, area.top]]) for x in columns]
    level = [np.array([[area.left, y], [area.right, y]]) for y in rows]
    panel.canvas.lines([*upright, *level], panel.theme.grid, 0.6)
