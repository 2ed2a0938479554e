"""Round places on axes and on scales of heights, by matplotlib's locators, and what is written there.

Places come from matplotlib's MaxNLocator throughout; on a logarithmic axis it looks among the decades, in which limits
are given, for the numbers themselves may run over, which LogLocator does not bear. ScalarFormatter writes numbers of
usual size. Others are written here: its common factor of large numbers would stand apart from the labels, and the
powers of ten of LogFormatter are formulas, which nobody can select or search for in a picture of letters.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from optviz.arrays import Array, np
from optviz.drawing import settings
from optviz.drawing.units import power_of_ten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.heights import Heights


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

_ROOM = 36.0
"""Points from one tick label to the next, about."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_ALMOST = 1e-9
_LARGEST_DECADE = 308
"""Of the largest number."""


def ticks(limits: tuple[float, float], room: float, kind: Kind = "linear") -> list[float]:
    """Round places for tick labels, about one per 36 points of `room`.

    On a log axis they are whole decades, or round numbers where there are not two of these; on a symlog axis likewise.
    """
    low, high = sorted(limits)
    most = max(2, min(5, int(room / _ROOM)))
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
    numbers = ticks((axis.value(low), axis.value(high)), _ROOM * most)
    return axis.places(np.array(numbers)).tolist() if numbers else []


def _is_whole(place: float) -> bool:
    return abs(place - round(place)) < _ALMOST


@lru_cache(1000)
def _round_places(low: float, high: float, most: int, kind: Literal["linear", "log"]) -> tuple[float, ...]:
    """Round places between two ends, in about `most` intervals at most."""
    settings.load()
    from matplotlib.ticker import MaxNLocator

    steps = [1, 2, 5, 10] if kind == "linear" else [1, 2, 3, 4, 6, 10]
    locator = MaxNLocator(nbins=most, steps=steps, integer=kind == "log")
    slack = 1e-9 * (high - low)
    return tuple(float(place) for place in locator.tick_values(low, high) if low - slack <= place <= high + slack)


def tick_labels(places: Sequence[float], kind: Kind = "linear") -> list[str]:
    """Labels with just the digits the spacing needs and a real minus sign; powers of ten for whole decades."""
    if kind == "linear":
        return list(_linear_labels(tuple(places)))
    whole = all(map(_is_whole, places))
    if isinstance(kind, Symlog):
        values = tuple(kind.value(place) for place in places)
        return [_signed_power(place, kind) for place in places] if whole else list(_linear_labels(values))
    return [(_power if whole else _at_decades)(place) for place in places]


@lru_cache(1000)
def _linear_labels(places: tuple[float, ...]) -> tuple[str, ...]:
    largest = max((abs(place) for place in places), default=0.0)
    shortened = tuple(map(short, places))
    if (largest >= _LONG or 0 < largest < 1 / _LONG) and len(set(shortened)) == len(places):
        return shortened
    written = _formatted(places) if largest < 10**_DIGITS else ()
    return written if written and len(set(written)) == len(places) else _distinct(places)


def _formatted(places: tuple[float, ...]) -> tuple[str, ...]:
    """Labels with as many digits as the spacing needs."""
    with settings.delivered():
        from matplotlib.ticker import ScalarFormatter

        formatter: Any = ScalarFormatter(useOffset=False, useMathText=False, useLocale=False)
        formatter.set_scientific(False)
        formatter.create_dummy_axis()  # of which matplotlib's annotations know nothing
        ends = (min(places), max(places)) if places else (0.0, 1.0)
        formatter.axis.set_view_interval(*ends)
        formatter.axis.set_data_interval(*ends)
        return tuple(label.replace("-", "−") for label in formatter.format_ticks(places))


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


def _distinct(places: tuple[float, ...]) -> tuple[str, ...]:
    """Labels with an exponent, and as many digits as tell all of them apart."""
    for digits in range(1, _DIGITS):
        labels = [f"{place + 0.0:.{digits}e}" for place in places]
        if len(set(labels)) == len(places):
            break
    return tuple(map(_with_short_exponent, labels))


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


class Tick(NamedTuple):
    """A round value on a scale of heights, its height, 0 to 1, and what is written there."""

    value: float
    height: float
    label: str


_APART = 16.0
"""Points from one label on a scale of heights to the next, at least."""
_DENSER, _FEWEST = (1.0, 1.5, 2.0, 3.0), 3
"""How many times more room is taken for where there would be fewer labels."""
_EVEN = 0.6
"""The largest gap between labels on a scale of heights, or between one and an end, in shares of the scale."""
_NEAR = 0.35
"""How far from even places round values may stand, in shares of the distance between these."""
_PLAIN = 3
"""Powers of ten whose exponents are no larger are written out."""


def scale_ticks(scale: Heights, room: float) -> list[Tick]:
    """Round values of a scale of heights at the heights that they have there, in points of `room`.

    Where values span decades they are powers of ten and 0, if these are spread over the scale, else any round ones.
    What is cut at a ceiling has a label that says so.
    """
    apart = _APART / max(room, _APART)
    top = [Tick(scale.high, 1.0, f"≥ {_plain(float(f'{scale.high:.3g}'))}")] if scale.cut else []
    values, labels = _scale_values(scale, room)
    found = list(map(Tick, values, scale(np.array(values)).tolist(), labels)) if values else []
    return [tick for tick in found if not top or tick.height <= 1 - apart] + top


def _scale_values(scale: Heights, room: float) -> tuple[list[float], list[str]]:
    """Round values and their labels."""
    if scale.soft is None:
        rows = (ticks((scale.low, scale.high), factor * room) for factor in _DENSER)
        values = max(rows, key=lambda row: min(len(row), _FEWEST))
        return values, tick_labels(values)
    powers = _powers(scale, room)
    if powers:
        return powers
    values = _even_values(scale, max(2, min(4, int(room / _ROOM))))
    written = [_plain(value) for value in values]
    return values, written if len(set(written)) == len(values) else tick_labels(values)


def _plain(value: float) -> str:
    """A round number, with an exponent only where it is long without."""
    usual = not value or 1 / _LONG <= abs(value) < _LONG
    return f"{value + 0.0:.6g}".replace("-", "−") if usual else short(value)


def _powers(scale: Heights, room: float) -> tuple[list[float], list[str]] | None:
    """Powers of ten and 0 on a logarithmic scale of heights; None where they are few or stand close together."""
    axis = Symlog(math.floor(math.log10(scale.soft or 1.0)))
    low, high = axis.places(np.array([scale.low, scale.high])).tolist()
    rows = (ticks((low, high), factor * max(room, _FEWEST * _ROOM), axis) for factor in _DENSER)
    whole = max(([place for place in row if _is_whole(place)] for row in rows), key=lambda row: min(len(row), _FEWEST))
    apart = _APART / max(room, _APART)
    kept: dict[float, float] = {}
    for place in sorted(whole, key=lambda place: (bool(round(place)), -abs(place))):
        height = float(scale(np.array(axis.value(place))))
        if all(abs(height - other) >= apart for other in kept.values()):
            kept[place] = height
    heights = [0.0, *sorted(kept.values()), 1.0]
    if len(kept) < _FEWEST or max(np.diff(heights)) > _EVEN:
        return None
    places = sorted(kept)
    values = [axis.value(place) for place in places]
    plain = all(abs(abs(place) - 1 + axis.decade) <= _PLAIN for place in places if round(place))
    return values, [_plain(value) for value in values] if plain else tick_labels(places, axis)


def _even_values(scale: Heights, count: int) -> list[float]:
    """Round values near even heights."""
    found: dict[float, None] = {}
    for height in np.linspace(0, 1, count + 1).tolist():
        ends = np.clip([height - _NEAR / count, height, height + _NEAR / count], 0, 1)
        low, middle, high = scale.values(ends).tolist()
        unit = power_of_ten(max(abs(low), abs(high)))
        for most in (1, 2, 4):
            near = [place * unit for place in _round_places(low / unit, high / unit, most, "linear")]
            if near:
                found[min(near, key=lambda value: abs(value - middle))] = None
                break
    return list(found)
