"""A curve as a small drawing in a page, in the page's own colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.site.elements import element, text, void

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _ABOVE, _BELOW = 58, 12, 14, 34
_TICKS: Final = 4


def curve(values: Sequence[float], words: str) -> str:
    """Values, one for each step from 1 on.

    Args: words: what is to be seen.
    """
    most, steps = max(*values, 0.0) or 1.0, len(values)
    low = min(*values, 0.0)

    def place(step: float, value: float) -> tuple[str, str]:
        across = _LEFT + (step - 1) / max(steps - 1, 1) * (_WIDTH - _LEFT - _RIGHT)
        up = _HEIGHT - _BELOW - (value - low) / (most - low) * (_HEIGHT - _ABOVE - _BELOW)
        return f"{across:.1f}", f"{up:.1f}"

    parts = []
    for tick in range(_TICKS + 1):
        value = low + tick / _TICKS * (most - low)
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
