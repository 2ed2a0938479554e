"""The x and the y axis of a panel: where data stand in pixels, and quiet tick labels at round places."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from optviz.arrays import Array, np
from optviz.drawing import settings
from optviz.drawing.units import power_of_ten, power_of_two

if TYPE_CHECKING:
    from optviz.drawing.panel import Panel
    from optviz.geometry import Area


class Symlog(NamedTuple):
    """An axis that is linear around 0 and logarithmic to both sides: 0 at 0, 10^decade at 1, ten times that at 2.

    Args: decade: up to which power of ten it is linear.
    """

    decade: int

    def places(self, values: Array) -> Array:
        """Where values stand on it."""
        with np.errstate(divide="ignore", over="ignore"):
            beyond = 1 + np.log10(np.abs(values)) - self.decade
            return np.where(beyond > 1, np.copysign(beyond, values), values / 10.0**self.decade)

    def value(self, place: float) -> float:
        """The value at a place."""
        if abs(place) <= 1:
            return place * 10.0**self.decade
        return math.copysign(10 ** min(abs(place) - 1 + self.decade, _LARGEST_DECADE), place)


Kind: TypeAlias = Literal["linear", "log"] | Symlog

TICK_SIZE = 8.5
"""Points, of tick labels."""
GAP = 4.0
"""Points between an axis and its tick labels."""
_WIDEST = 0.5
"""The largest share of a panel's width that a label beside it may take."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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


def draw_ticks(
    panel: Panel,
    axes: Axes,
    *,
    kind: Kind = "linear",
    lines: bool = False,
    density: float = 1.0,
    halo: str | None = None,
) -> None:
    """Label both axes at round places, about one per 36 points.

    Args: kind: of the y axis.  lines: whether hairlines cross the area there.  density: of the y axis's labels,
        as a factor.  halo: the colour of an edge round the labels.
    """
    area, point = axes.area, panel.point
    across = ticks(axes.x, area.width / point)
    upward = _upward(panel, axes.y, area.height, kind, density)
    columns = axes.pixels(np.array([[place, axes.y[0]] for place in across]).reshape(-1, 2))[:, 0]
    rows = axes.pixels(np.array([[axes.x[0], place] for place in upward]).reshape(-1, 2))[:, 1]
    if lines:
        _hairlines(panel, axes.area, columns, rows)
    color, below = panel.theme.secondary, area.bottom - (GAP + TICK_SIZE / 2) * point
    for x, label in zip(columns, tick_labels(across), strict=True):
        panel.canvas.text(label, x, below, TICK_SIZE, color, align="center", halo=halo)
    for y, label in zip(rows, tick_labels(upward, kind), strict=True):
        if panel.canvas.text_width(label, TICK_SIZE) > _most(panel):
            continue
        panel.canvas.text(label, area.left - GAP * point, y, TICK_SIZE, color, align="right", halo=halo)


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


def _hairlines(panel: Panel, area: Area, columns: Array, rows: Array) -> None:
    upright = [np.array([[x, area.bottom], [x, area.top]]) for x in columns]
    level = [np.array([[area.left, y], [area.right, y]]) for y in rows]
    panel.canvas.lines([*upright, *level], panel.theme.grid, 0.6)


def ticks(limits: tuple[float, float], room: float, kind: Kind = "linear") -> list[float]:
    """Round places for tick labels, about one per 36 points of `room`.

    On a log axis they are whole decades, or round numbers where there are not two of these; on a symlog axis likewise.
    """
    low, high = sorted(limits)
    most = max(2, min(5, int(room / 36)))
    if isinstance(kind, Symlog):
        return _symlog_places(low, high, most, kind)
    if kind == "log":
        return _log_places(low, high, most)
    unit = power_of_ten(max(abs(low), abs(high)))
    places = _round_places(low / unit, high / unit, most, kind)
    return list(dict.fromkeys(place * unit for place in places))


def _log_places(low: float, high: float, most: int) -> list[float]:
    """Places on a log axis, whose ends are in decades."""
    whole = [place for place in _round_places(low, high, most, "log") if _is_whole(place)]
    if len(whole) > 1:
        return whole
    decade = math.floor(low)
    numbers = _round_places(10 ** (low - decade), 10 ** (high - decade), most, "linear")
    return [decade + math.log10(number) for number in numbers if number > 0]


def _symlog_places(low: float, high: float, most: int, axis: Symlog) -> list[float]:
    """Places on a symlog axis: powers of ten and 0, or round numbers where there are not two of these."""
    whole = [place for place in _round_places(low, high, most, "log") if _is_whole(place)]
    if len(whole) > 1:
        return whole
    numbers = ticks((axis.value(low), axis.value(high)), 36 * most)
    return axis.places(np.array(numbers)).tolist() if numbers else []


def _is_whole(place: float) -> bool:
    return abs(place - round(place)) < _ALMOST


_ALMOST = 1e-9
_LARGEST_DECADE = 308
"""Of the largest number."""


@lru_cache(1000)
def _round_places(low: float, high: float, most: int, kind: Literal["linear", "log"]) -> tuple[float, ...]:
    """Round places between two ends, in about `most` intervals at most."""
    settings.load()
    from matplotlib.ticker import MaxNLocator

    steps = [1, 2, 5, 10] if kind == "linear" else [1, 2, 3, 4, 6, 10]
    locator = MaxNLocator(nbins=most, steps=steps, integer=kind == "log")
    slack = 1e-9 * (high - low)
    return tuple(float(place) for place in locator.tick_values(low, high) if low - slack <= place <= high + slack)


def tick_labels(places: list[float], kind: Kind = "linear") -> list[str]:
    """Labels with just the digits the spacing needs and a real minus sign; powers of ten for whole decades."""
    if kind == "linear":
        return _linear_labels(places)
    whole = all(map(_is_whole, places))
    if isinstance(kind, Symlog):
        values = [kind.value(place) for place in places]
        return [_signed_power(place, kind) for place in places] if whole else _linear_labels(values)
    return [(_power if whole else _at_decades)(place) for place in places]


def _linear_labels(places: list[float]) -> list[str]:
    largest = max((abs(place) for place in places), default=0.0)
    shortened = [short(place) for place in places]
    if (largest >= _LONG or 0 < largest < 1 / _LONG) and len(set(shortened)) == len(places):
        return shortened
    gap = min((after - before for before, after in itertools.pairwise(places)), default=1.0)
    digits = max(0, math.ceil(-math.log10(gap) - 1e-9))
    if digits > _DIGITS or largest >= 10**_DIGITS:
        return _distinct(places)
    digits += round(gap * 10**digits, 6) % 1 != 0  # 0.25 needs one digit more than 0.2
    return [f"{place + 0.0:.{digits}f}".replace("-", "−") for place in places]


def _power(decade: float) -> str:
    return "10" + f"{round(decade)}".translate(_SUPERSCRIPTS)


def _signed_power(place: float, axis: Symlog) -> str:
    """The power of ten at a whole place of a symlog axis, or 0."""
    power = _power(abs(place) - 1 + axis.decade)
    return "0" if not round(place) else power if place > 0 else f"−{power}"


def _at_decades(place: float) -> str:
    """The number at a place on a log axis."""
    decade = math.floor(place + _ALMOST)
    if abs(decade) < _WRITTEN_OUT:
        return short(10**place)
    return _with_short_exponent(f"{10 ** (place - decade):.1f}e{decade}")


_WRITTEN_OUT = 300
"""Decades up to which all numbers are known to all their digits."""


def _distinct(places: list[float]) -> list[str]:
    """Labels with an exponent, and as many digits as tell all of them apart."""
    for digits in range(1, _DIGITS):
        labels = [f"{place + 0.0:.{digits}e}" for place in places]
        if len(set(labels)) == len(places):
            break
    return [_with_short_exponent(label) for label in labels]


def short(value: float) -> str:
    """A number in at most three digits: 0.25, 503, 1.8e5."""
    text = (
        f"{value + 0.0:.3g}" if abs(value) < 1 / _COMPACT and (abs(value) >= _COMPACT or not value) else f"{value:.1e}"
    )
    return _with_short_exponent(text)


def _with_short_exponent(text: str) -> str:
    """1e5 for 1.0e+05, and real minus signs."""
    return re.sub(r"e\+?(-?)0*(\d)", r"e\1\2", text).replace(".0e", "e").replace("-", "−")


_COMPACT = 1e-3
"""Numbers below this and above its inverse are shortened with an exponent."""
_DIGITS = 17
"""More digits than these no number has."""
_LONG = 1e5
"""Numbers from here on, and below its inverse, are written with an exponent."""
