"""A panel with an x and a y axis: quiet tick labels, no frame, and the way from data to pixels."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from optviz.arrays import Array, np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from optviz.views.base import Area, Panel

Kind = Literal["linear", "log"]

TICK_SIZE = 8.5
"""Points, of tick labels."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, eq=False)
class Frame:
    """Where data stand in a panel: `limits` of x and y fill `area`; a log axis has its limits in decades."""

    area: Area
    x: tuple[float, float]
    y: tuple[float, float]

    def pixels(self, points: Array) -> Array:
        """Data points, (..., 2), as pixels."""
        low = np.array([self.x[0], self.y[0]])
        high = np.array([self.x[1], self.y[1]])
        origin, size = (
            np.array([self.area.left, self.area.bottom]),
            np.array([self.area.width, self.area.height]),
        )
        return np.asarray(origin + (points - low) / (high - low) * size)


def add_axes(panel: Panel, frame: Frame) -> Axes:
    """Bare axes over the frame's area, with the theme's page behind and no ticks yet."""
    width, height = panel.figure.bbox.size
    area = frame.area
    axes = panel.figure.add_axes((area.left / width, area.bottom / height, area.width / width, area.height / height))
    axes.set(xlim=frame.x, ylim=frame.y, facecolor="none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(
        length=0,
        pad=4,
        labelsize=TICK_SIZE,
        labelcolor=panel.theme.secondary,
        grid_color=panel.theme.grid,
        grid_linewidth=0.6,
    )
    axes.set_axisbelow(True)
    return axes


def set_ticks(axis: Axis, limits: tuple[float, float], room: float, kind: Kind = "linear") -> None:
    """Label an axis at round places, about one per 45 points of `room`."""
    places = ticks(limits, room, kind)
    axis.set_ticks(places, tick_labels(places, kind))


def ticks(limits: tuple[float, float], room: float, kind: Kind = "linear") -> list[float]:
    """Round places for tick labels, about one per 45 points of `room`; whole decades on a log axis."""
    from matplotlib.ticker import MaxNLocator

    steps = [1, 2, 5, 10] if kind == "linear" else [1, 2, 3, 4, 6, 10]
    locator = MaxNLocator(nbins=max(2, min(5, int(room / 45))), steps=steps, integer=kind == "log")
    low, high = sorted(limits)
    slack = 1e-9 * (high - low)
    return [float(place) for place in locator.tick_values(low, high) if low - slack <= place <= high + slack]


def tick_labels(places: list[float], kind: Kind = "linear") -> list[str]:
    """Labels with just the digits the spacing needs and a real minus sign; powers of ten on a log axis."""
    if kind == "log":
        return ["10" + f"{round(place)}".translate(_SUPERSCRIPTS) for place in places]
    largest = max((abs(place) for place in places), default=0.0)
    if largest >= _LONG or 0 < largest < 1 / _LONG:
        return [short(place) for place in places]
    gap = min((after - before for before, after in itertools.pairwise(places)), default=1.0)
    digits = max(0, math.ceil(-math.log10(gap) - 1e-9))
    digits += round(gap * 10**digits, 6) % 1 != 0  # 0.25 needs one digit more than 0.2
    return [f"{place + 0.0:.{digits}f}".replace("-", "−") for place in places]


def short(value: float) -> str:
    """A number in at most three digits: 0.25, 503, 1.8e5."""
    text = (
        f"{value + 0.0:.3g}" if abs(value) < 1 / _COMPACT and (abs(value) >= _COMPACT or not value) else f"{value:.1e}"
    )
    return re.sub(r"e\+?(-?)0*(\d)", r"e\1\2", text).replace(".0e", "e").replace("-", "−")


_COMPACT = 1e-3
"""Numbers below this and above its inverse are shortened with an exponent."""
_LONG = 1e5
"""Numbers from here on, and below its inverse, are written with an exponent."""
