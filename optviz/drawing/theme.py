"""The two themes, and how a trace's colour is fitted to one of them.

Surfaces are one calm hue from near the page to a mid tone; traces are saturated and keep their hue in both themes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

RGB = tuple[int, int, int]

INK = "ink"
"""The colour name that stands for the theme's own ink."""

PALETTE = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", INK, "#8B4FC7", "#A6761D")
"""Trace colours that stay apart for colour-blind readers; for traces that have no colour of their own."""

MORE = ("#1B7837", "#B2182B", "#5E4FA2", "#6B8E00", "#A0522D", "#00868B", "#C2185B")
"""Trace colours for where those of the palette do not suffice."""

_ALIKE = 30.0
"""Colours at most this far apart in RGB, of 442 from black to white, look alike in thin lines."""

_READABLE = 3.0
"""The contrast a trace keeps against the page: what accessibility guidelines ask of graphics."""


@dataclass(frozen=True)
class Theme:
    """The colours of a picture.

    Args: page, ink, secondary: background, main and quieter text, "#RRGGBB".  grid: hairlines.
        ramp: the surface from its lowest to its highest value.  contour_opacity: of the lines drawn on it.
    """

    name: str
    page: str
    ink: str
    secondary: str
    grid: str
    ramp: tuple[str, ...]
    contour_opacity: float

    def trace_color(self, color: str) -> str:
        """A trace's colour on this theme's page: as it is if it reads well there, otherwise lightened until it does."""
        if color == INK:
            return self.ink
        if self.name == "light":
            return color
        red, green, blue = parse(color)
        while contrast((red, green, blue), parse(self.page)) < _READABLE + 1:
            red, green, blue = (min(channel + (255 - channel) // 12 + 1, 255) for channel in (red, green, blue))
        return f"#{red:02X}{green:02X}{blue:02X}"


LIGHT = Theme(
    name="light",
    page="#FFFFFF",
    ink="#22303C",
    secondary="#647380",
    grid="#D5DDE4",
    ramp=("#F7F9FB", "#E3EAF0", "#C4D2DE", "#9DB3C6", "#7390AA"),
    contour_opacity=0.55,
)
DARK = Theme(
    name="dark",
    page="#0F1720",
    ink="#E6EDF3",
    secondary="#8A99A8",
    grid="#2A3947",
    ramp=("#12202D", "#16283A", "#20394F", "#2C4E69", "#3D6785"),
    contour_opacity=0.45,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def parse(color: str) -> RGB:
    """The three channels of "#RRGGBB"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def contrast(first: RGB, second: RGB) -> float:
    """The contrast ratio of two colours, 1 to 21, by WCAG 2's relative luminance."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def alike(first: str, second: str) -> bool:
    """Whether two colours of traces look alike on any page; black looks like the ink."""
    if INK in {first, second}:
        return first == second or max(parse(first if second == INK else second)) <= _NEARLY_BLACK
    return math.dist(parse(first), parse(second)) <= _ALIKE


_NEARLY_BLACK = 64
"""The largest channel of a colour that is taken for the ink of the light theme."""


def _luminance(color: RGB) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _DARKEST else float(((channel + 0.055) / 1.055) ** 2.4)


_DARKEST = 0.04045
"""Up to here sRGB is linear."""
