"""RGB to YUV 4:2:0 by BT.709, limited range: what players expect of H.264, computed where it is needed only.

    Y  =  16 + 219/255 (Kr R + Kg G + Kb B)
    Cb = 128 + 224/255 (B - Y') / (2 (1 - Kb)),   Cr = 128 + 224/255 (R - Y') / (2 (1 - Kr))

with Y' = Kr R + Kg G + Kb B. Chroma is the mean of 2 x 2 pixels; everything is rounded to the nearest.

Reference: ITU-R BT.709-6 (2015), items 3.2 to 3.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from optviz.arrays import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optviz.encoders.base import Pixels

    Planes: TypeAlias = tuple[Pixels, Pixels, Pixels]
    Whole: TypeAlias = NDArray[np.int32]

_KR, _KB = 0.2126, 0.0722
_ONE = 1 << 16  # coefficients are whole multiples of 2^-16
_ROWS = 64  # a band of rows whose intermediate results stay in the processor's cache


def _scaled(*coefficients: float) -> tuple[int, int, int]:
    """Three coefficients in 2^-16, their sum kept by the middle one."""
    red, green, blue = coefficients
    first, last = round(red * _ONE), round(blue * _ONE)
    return first, round((red + green + blue) * _ONE) - first - last, last


_LUMA = _scaled(*(219 / 255 * k for k in (_KR, 1 - _KR - _KB, _KB)))
_CB = _scaled(*(224 / 255 / 2 / (1 - _KB) * k for k in (-_KR, _KR + _KB - 1, 1 - _KB)))
_CR = _scaled(*(224 / 255 / 2 / (1 - _KR) * k for k in (1 - _KR, _KR + _KB - 1, -_KB)))


def convert(numbers: NDArray[np.uint32], planes: Planes) -> None:
    """Write a rectangle of packed pixels into the planes Y, Cb and Cr.

    Args: numbers: (height, width), both even.  planes: (height, width) and twice (height / 2, width / 2).
    """
    luma, *chroma = planes
    for top in range(0, len(numbers), _ROWS):
        rows, half = slice(top, top + _ROWS), slice(top // 2, (top + _ROWS) // 2)
        band = numbers[rows].view(np.int32)
        colors = band & 255, band >> 8 & 255, band >> 16 & 255
        luma[rows] = _mixed(colors, _LUMA, 16, 16)
        sums = tuple(c[::2, ::2] + c[::2, 1::2] + c[1::2, ::2] + c[1::2, 1::2] for c in colors)
        for plane, weights in zip(chroma, (_CB, _CR), strict=True):
            plane[half] = _mixed(sums, weights, 128, 18)


def _mixed(colors: tuple[Whole, ...], weights: tuple[int, int, int], offset: int, bits: int) -> Whole:
    """offset + (weights . colors) / 2^bits, rounded."""
    red, green, blue = (c * weight for c, weight in zip(colors, weights, strict=True))
    red += green
    red += blue
    red += (offset << bits) + (1 << bits - 1)
    red >>= bits
    return red
