"""The two themes, how a page or an ink of a person's own changes one, and how a trace's colour is fitted to it.

Surfaces are one calm hue from near the page to a mid tone; traces are saturated and keep their hue in both themes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

RGB = tuple[int, int, int]

INK = "ink"
"""The colour name that stands for the theme's own ink."""

PALETTE = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", INK, "#8B4FC7", "#A6761D")
"""Trace colours that stay apart for colour-blind readers; for traces that have no colour of their own."""

MORE = ("#1B7837", "#B2182B", "#5E4FA2", "#6B8E00", "#A0522D", "#00868B", "#C2185B")
"""Trace colours for where those of the palette do not suffice."""

_ALIKE = 30.0
"""Colours at most this far apart in RGB, of 442 from black to white, look alike in thin lines."""

READABLE: Final = 3.0
"""The contrast a trace keeps against the page: what accessibility guidelines ask of graphics."""
LEGIBLE: Final = 4.5
"""The contrast of texts: what accessibility guidelines ask of them."""
_LESS: Final = 0.8
"""A trace on a light page may have this share of its contrast against white, before it is darkened."""


@dataclass(frozen=True)
class Theme:
    """The colours of a picture.

    Args: page, ink, secondary: background, main and quieter text, "#RRGGBB".  grid: hairlines.
        ramp: the surface from its lowest to its highest value.  contour_opacity: of the lines drawn on it.
        shade: the colour whose shadow lies on what a landscape turns from the light; None where each part has a shadow
        of its own colour.  lowest: where on the ramp a landscape begins, so that it differs from the page.
        shading: how strong light and shadow are.
    """

    name: str
    page: str
    ink: str
    secondary: str
    grid: str
    ramp: tuple[str, ...]
    contour_opacity: float
    shade: str | None = None
    lowest: float = 0.2
    shading: float = 1.0

    @property
    def is_light(self) -> bool:
        """Whether its page is nearer to white than to black."""
        return is_light(self.page)

    @property
    def line(self) -> str:
        """The colour of the ramp that just stands out from the page, for level lines that lie on it."""
        page = parse(self.page)
        return min(self.ramp, key=lambda color: abs(math.log(contrast(parse(color), page) / READABLE)))

    def on(self, page: str | None, ink: str | None) -> Theme:
        """The theme with a page and an ink of a person's own: its other colours keep their places between both.

        Args: page, ink: "#RRGGBB"; None for its own. An ink that cannot be read on the page is not taken.
        """
        page = page or self.page
        if not ink or contrast(parse(ink), parse(page)) < READABLE:
            ink = _apart(self.ink, page, LEGIBLE)
        if (page, ink) == (self.page, self.ink):
            return self
        shift = [new - old for new, old in zip(parse(page), parse(self.page), strict=True)]
        ramp = tuple(_code(c + s for c, s in zip(parse(color), shift, strict=True)) for color in self.ramp)
        return replace(
            self,
            page=page,
            ink=ink,
            secondary=_legible(ink, page, self._place(self.secondary)),
            grid=_mixed(ink, page, self._place(self.grid)),
            ramp=ramp,
            shade=ramp[-1],
        )

    def _place(self, color: str) -> float:
        """Where a colour stands between the ink, 0, and the page, 1."""
        ink, page = sum(parse(self.ink)), sum(parse(self.page))
        return (sum(parse(color)) - ink) / (page - ink)

    def trace_color(self, color: str) -> str:
        """A trace's colour on this theme's page: as it is if it reads well there, else lighter or darker until it does.

        On a light page the measure is how it reads on a white one.
        """
        if color == INK:
            return self.ink
        least = min(READABLE, _LESS * contrast(parse(color), _WHITE)) if self.is_light else READABLE + 1
        return _apart(color, self.page, least)


LIGHT = Theme(
    name="light",
    page="#FFFFFF",
    ink="#22303C",
    secondary="#647380",
    grid="#D5DDE4",
    ramp=("#F7F9FB", "#E3EAF0", "#C4D2DE", "#9DB3C6", "#7390AA"),
    contour_opacity=0.55,
    shade="#7390AA",
)
DARK = Theme(
    name="dark",
    page="#0F1720",
    ink="#E6EDF3",
    secondary="#8A99A8",
    grid="#2A3947",
    ramp=("#12202D", "#16283A", "#20394F", "#2C4E69", "#3D6785"),
    contour_opacity=0.45,
    shade="#3D6785",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def parse(color: str) -> RGB:
    """The three channels of "#RRGGBB"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


_WHITE: Final = (255, 255, 255)


def is_light(color: str) -> bool:
    """Whether a colour is nearer to white than to black, in contrast."""
    return contrast(parse(color), (0, 0, 0)) > contrast(parse(color), _WHITE)


def base(name: str, page: str | None) -> Theme:
    """The theme of a name; with a page of a person's own, the one whose page is as light or as dark."""
    return THEMES[name] if page is None else LIGHT if is_light(page) else DARK


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
    red, green, blue = (linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """A channel of sRGB in linear light, both from 0 to 1."""
    return channel / 12.92 if channel <= _DARKEST else float(((channel + 0.055) / 1.055) ** 2.4)


_DARKEST = 0.04045
"""Up to here sRGB is linear."""


def _mixed(ink: str, page: str, share: float) -> str:
    """The colour that is a share of the way from the ink to the page."""
    return _code(a + share * (b - a) for a, b in zip(parse(ink), parse(page), strict=True))


def _legible(ink: str, page: str, share: float) -> str:
    """The same, nearer to the ink where texts of it could not be read on the page."""
    while share > 0 and contrast(parse(_mixed(ink, page, share)), parse(page)) < LEGIBLE:
        share -= _STEP
    return _mixed(ink, page, max(share, 0.0))


_STEP: Final = 0.02


def _apart(color: str, page: str, least: float) -> str:
    """A colour, on a light page darker and on a dark one lighter until it has a contrast, of 4.58 at most."""
    channels, ground, darker = parse(color), parse(page), is_light(page)
    if contrast(channels, ground) >= least:
        return color
    while contrast(channels, ground) < least:
        red, green, blue = (c - c // 12 - 1 if darker else c + (255 - c) // 12 + 1 for c in channels)
        channels = min(max(red, 0), 255), min(max(green, 0), 255), min(max(blue, 0), 255)
    return _code(channels)


def _code(channels: Iterable[float]) -> str:
    """The colour "#RRGGBB" of channels, those out of range at its ends."""
    return "#" + "".join(f"{min(max(round(channel), 0), 255):02X}" for channel in channels)
