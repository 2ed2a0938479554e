"""RGB to YUV 4:2:0 by BT.709, limited range: what players expect of H.264, computed where it is needed only.

    Y  =  16 + 219/255 (Kr R + Kg G + Kb B)
    Cb = 128 + 224/255 (B - Y') / (2 (1 - Kb)),   Cr = 128 + 224/255 (R - Y') / (2 (1 - Kr))

with Y' = Kr R + Kg G + Kb B. Chroma is the mean of 2 x 2 pixels. Everything is rounded to the nearest; luma is off
by 0.65 at most.

Reference: ITU-R BT.709-6 (2015), items 3.2 to 3.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from optviz.arrays import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optviz.arrays import Pixels

    Planes: TypeAlias = tuple[Pixels, Pixels, Pixels]
    Whole: TypeAlias = NDArray[np.int32]

_KR, _KB = 0.2126, 0.0722
_ONE = 1 << 16  # chroma's coefficients are whole multiples of 2^-16
_ROWS = 32  # a band of rows whose intermediate results stay in the processor's cache
_RED_BLUE, _GREEN = 0xFF00FF, 0xFF00  # where they stand in a packed pixel
_LUMA = tuple(round(219 / 255 * k * 1024) for k in (_KR, 1 - _KR - _KB, _KB))


def _scaled(*coefficients: float) -> tuple[int, int, int]:
    """Three coefficients in 2^-16, their sum kept by the middle one."""
    red, green, blue = coefficients
    first, last = round(red * _ONE), round(blue * _ONE)
    return first, round((red + green + blue) * _ONE) - first - last, last


_CB = _scaled(*(224 / 255 / 2 / (1 - _KB) * k for k in (-_KR, _KR + _KB - 1, 1 - _KB)))
_CR = _scaled(*(224 / 255 / 2 / (1 - _KR) * k for k in (1 - _KR, _KR + _KB - 1, -_KB)))


def convert(numbers: NDArray[np.uint32], planes: Planes) -> None:
    """Write a rectangle of packed pixels into the planes Y, Cb and Cr.

    Args: numbers: (height, width), both even.  planes: (height, width) and twice (height / 2, width / 2).
    """
    luma, *chroma = planes
    for top in range(0, len(numbers), _ROWS):
        rows, half = slice(top, top + _ROWS), slice(top // 2, (top + _ROWS) // 2)
        red_blue, green = numbers[rows] & np.uint32(_RED_BLUE), numbers[rows] & np.uint32(_GREEN)
        luma[rows] = _luma(red_blue, green)
        red_blue, green = _fours(red_blue), _fours(green)
        for plane, weights in zip(chroma, (_CB, _CR), strict=True):
            plane[half] = _chroma(red_blue, green, weights)


def _luma(red_blue: NDArray[np.uint32], green: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Y, its coefficients being multiples of 2^-10.

    One product serves two colours: the upper half of (r + 2^16 b) (kb + 2^16 kr) is kr r + kb b.
    """
    mixed = red_blue * np.uint32(_LUMA[0] << 16 | _LUMA[2])
    mixed >>= np.uint32(16)
    mixed += (green >> np.uint32(8)) * np.uint32(_LUMA[1])
    mixed += np.uint32((16 << 10) + (1 << 9))
    mixed >>= np.uint32(10)
    return mixed


def _fours(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The sums of two by two neighbours; what stands in the bits of a pixel is summed apart."""
    pairs = (numbers[::2] + numbers[1::2]).view(np.uint64)
    return (pairs + (pairs >> np.uint64(32))).astype(np.uint32)


def _chroma(red_blue: NDArray[np.uint32], green: NDArray[np.uint32], weights: tuple[int, int, int]) -> Whole:
    """Cb or Cr of the sums of four pixels."""
    mixed = (red_blue & np.uint32(0xFFFF)).view(np.int32) * weights[0]
    mixed += (green >> np.uint32(8)).view(np.int32) * weights[1]
    mixed += (red_blue >> np.uint32(16)).view(np.int32) * weights[2]
    mixed += (128 << 18) + (1 << 17)
    mixed >>= 18
    return mixed
