"""Numbers as short texts, which script/packed.mjs reads.

Whole numbers are written as differences, which are small, these zigzag (0, -1, 1, -2, ... become 0, 1, 2, 3, ...), the
bytes of equal weight beside each other, deflated, in base 64.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Final

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optviz.arrays import Array, Rows

_DROPPED: Final = 8
"""Bits of a mantissa of 23 that are left out, with an error of 1.5e-5 at most, in shares."""

_INFINITE: Final = 0x7F800000
_NAN: Final = 0x7FC00000
"""The bits of numbers that are none."""


def packed(numbers: Rows) -> str:
    """Whole numbers, of 32 bits with their sign, as a text."""
    wide = numbers.ravel().astype(np.int32)
    zigzag = ((wide << 1) ^ (wide >> 31)).view(np.uint32)
    planes = np.stack([zigzag >> shift & 0xFF for shift in (0, 8, 16, 24)]).astype(np.uint8)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(deflate.compress(planes.tobytes()) + deflate.flush()).decode("ascii")


def packed_rows(rows: Iterable[Array]) -> str:
    """Rows of floating-point numbers one after another, each as differences of their signs and upper bits."""
    found = [np.diff(_upper(row), prepend=0) for row in rows]
    return packed(np.concatenate(found))


def packed_field(field: Rows) -> str:
    """A field of whole numbers, (n, n), each as its difference from what its neighbours before it promise."""
    wide = field.astype(np.int64)
    return packed(np.diff(np.diff(wide, axis=0, prepend=0), axis=1, prepend=0))


def _upper(row: Array) -> Rows:
    """The sign and the upper bits of numbers as whole numbers in the same order."""
    with np.errstate(over="ignore"):
        bits = row.astype(np.float32).view(np.uint32).astype(np.int64)
    size = bits & 0x7FFFFFFF
    most = np.where(size > _INFINITE, _NAN, _INFINITE)
    size = np.minimum(size + (1 << (_DROPPED - 1)), most) >> _DROPPED
    return np.asarray(np.where(bits >> 31, -size, size))
