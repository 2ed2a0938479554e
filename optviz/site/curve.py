"""A curve as a small drawing in a page, in the page's own colours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from optviz.site.elements import element, text, void

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _ABOVE, _BELOW = 58, 12, 14, 34
_TICKS: Final = 4
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
"""From tick to tick, in powers of ten."""
_ALMOST: Final = 1e-9


def curve(values: Sequence[float], words: str) -> str:
    """Values, one for each step from 1 on.

    Args: words: what is to be seen.
    """
    steps = len(values)
    ticks = _round(min(*values, 0.0), max(*values, 0.0))
    low, most = ticks[0], ticks[-1]

    def place(step: float, value: float) -> tuple[str, str]:
        across = _LEFT + (step - 1) / max(steps - 1, 1) * (_WIDTH - _LEFT - _RIGHT)
        up = _HEIGHT - _BELOW - (value - low) / (most - low) * (_HEIGHT - _ABOVE - _BELOW)
        return f"{across:.1f}", f"{up:.1f}"

    parts = []
    for value in ticks:
        _, y = place(1, value)
        parts.append(void("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="axis") + "</line>")
        parts.append(element("text", text(f"{value:.3g}"), x=_LEFT - 10, y=y, dy="0.35em", text_anchor="end"))
    for step in sorted({1, *range(steps // _TICKS, steps + 1, max(steps // _TICKS, 1))}):
        x, _ = place(step, low)
        parts.append(element("text", str(step), x=x, y=_HEIGHT - _BELOW + 20, text_anchor="middle"))
    line = " ".join(",".join(place(step, value)) for step, value in enumerate(values, start=1))
    parts.append(
        element(
            "polyline", points=line, fill="none", stroke="currentColor", stroke_width="2.2", stroke_linejoin="round"
        )
    )
    return element("svg", *parts, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=words, class_="curve")


def _round(least: float, most: float) -> list[float]:
    """Round numbers, evenly spaced, from the least value or below it to the greatest or above it."""
    wanted = (most - least or 1.0) / _TICKS
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(each * power for each in _STEPS if each * power >= wanted * (1 - _ALMOST))
    first, last = math.floor(least / step + _ALMOST), math.ceil(most / step - _ALMOST)
    return [step * each for each in range(first, max(last, first + 1) + 1)]


def scatter(
    points: Sequence[tuple[float, float]], bounds: tuple[tuple[float, float], tuple[float, float]], words: str
) -> str:
    """Points of the plane within bounds.

    Args: bounds: the ends of x, and those of y.
    """
    (west, east), (south, north) = bounds
    side = 320
    dots = [
        void(
            "circle",
            cx=f"{(x - west) / (east - west) * side:.1f}",
            cy=f"{(north - y) / (north - south) * side:.1f}",
            r=3,
        )
        + "</circle>"
        for x, y in points
        if west <= x <= east and south <= y <= north
    ]
    frame = void("rect", x="0.5", y="0.5", width=side - 1, height=side - 1, fill="none", class_="axis") + "</rect>"
    return element("svg", frame, *dots, viewBox=f"0 0 {side} {side}", role="img", aria_label=words, class_="curve dots")
