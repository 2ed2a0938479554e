"""How far apart colours look, also to readers who lack one kind of cones.

Colours are compared in CIELAB under D65 by CIEDE2000 (Sharma, Wu and Dalal, The CIEDE2000 Color-Difference Formula:
Implementation Notes, Supplementary Test Data, and Mathematical Observations, Color Research and Application 30, 2005).
A dichromat's colours follow from the matrices of Machado, Oliveira and Fernandes (A Physiologically-based Model for
Simulation of Color Vision Deficiency, IEEE Transactions on Visualization and Computer Graphics 15, 2009).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from optviz.drawing.theme import linear, parse

Lab = tuple[float, float, float]
_Rows = tuple[tuple[float, float, float], ...]

DEFICIENCIES: Final[dict[str, _Rows]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Each with its matrix for linear sRGB: no cones for long, for middle, for short waves."""

_TO_XYZ: Final[_Rows] = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
"""From linear sRGB, by its standard."""
_WHITE: Final = tuple(sum(row) for row in _TO_XYZ)
_CUBIC: Final = (6 / 29) ** 3
"""Below this share of white, lightness is linear."""


def seen(color: str, deficiency: str) -> str:
    """A colour "#RRGGBB" as somebody with a deficiency sees it."""
    channels = [linear(channel / 255) for channel in parse(color)]
    mixed = (min(max(each, 0.0), 1.0) for each in _product(DEFICIENCIES[deficiency], channels))
    return "#" + "".join(f"{round(255 * _encoded(each)):02X}" for each in mixed)


@cache
def lab(color: str) -> Lab:
    """The lightness of a colour "#RRGGBB", how red or green it is, and how yellow or blue."""
    xyz = _product(_TO_XYZ, [linear(channel / 255) for channel in parse(color)])
    x, y, z = (_root(each / white) for each, white in zip(xyz, _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(first: str, second: str) -> float:
    """How different two colours look; about 1 is the least that is noticed side by side."""
    return ciede2000(lab(first), lab(second))


def ciede2000(first: Lab, second: Lab) -> float:
    """The difference of two colours in CIELAB, with the names of the paper's equations."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    g = 0.5 * (1 - _saturation((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2, h1, h2 = math.hypot(a1, b1), math.hypot(a2, b2), _hue(a1, b1), _hue(a2, b2)
    turn, product = h2 - h1, c1 * c2
    short = abs(turn) <= _HALF + _ROUNDING
    dh = 0.0 if not product else turn if short else turn - math.copysign(_FULL, turn)
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(product) * math.sin(math.radians(dh / 2))
    lm, cm, h = (l1 + l2) / 2, (c1 + c2) / 2, h1 + h2
    hm = h if not product else h / 2 if short else (h + _FULL) / 2 if h < _FULL else (h - _FULL) / 2
    t = 1 - 0.17 * _cos(hm - 30) + 0.24 * _cos(2 * hm) + 0.32 * _cos(3 * hm + 6) - 0.20 * _cos(4 * hm - 63)
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -math.sin(math.radians(60 * math.exp(-(((hm - 275) / 25) ** 2)))) * 2 * _saturation(cm)
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


_HALF, _FULL = 180.0, 360.0
_ROUNDING: Final = 1e-9
"""Degrees by which hues that lie opposite each other may seem to be farther apart."""


def _saturation(chroma: float) -> float:
    return math.sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _hue(a: float, b: float) -> float:
    """In degrees, from 0 on; 0 of a grey."""
    return math.degrees(math.atan2(b, a)) % _FULL if a or b else 0.0


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def _root(share: float) -> float:
    return math.cbrt(share) if share > _CUBIC else share / (3 * (6 / 29) ** 2) + 4 / 29


def _product(rows: _Rows, channels: list[float]) -> list[float]:
    return [sum(factor * channel for factor, channel in zip(row, channels, strict=True)) for row in rows]


def _encoded(channel: float) -> float:
    """What a linear channel is in sRGB."""
    return 12.92 * channel if channel <= _DARKEST else 1.055 * channel ** (1 / 2.4) - 0.055


_DARKEST: Final = 0.0031308
"""Up to here sRGB is linear, in linear light."""
