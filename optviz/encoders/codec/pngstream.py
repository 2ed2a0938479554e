"""The chunks of a PNG file, and those with which it moves; pixels are compressed by zlib.

Reference: W3C, Portable Network Graphics (third edition, 2025), chapters 5 and 11.
"""

from __future__ import annotations

import math
import struct
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optviz.arrays import Pixels
    from optviz.geometry import Box

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = "Comment"

END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
"""The end of the file."""

REPLACE, OVER = 0, 1
"""How a rectangle is drawn: it takes the place of what is there, or what it has of colour lies over it."""

_LONGEST: Final = 65535
"""The largest number of a delay, which is the ratio of two."""
_LEVEL: Final = 8
"""Of compression: the next one saves a hundredth, and takes almost three times as long."""
_INDEXED, _COLOR_AND_ALPHA = 3, 6
_DEPTH: Final = 8
_STAYS: Final = 0
"""What happens to a picture when its time is over."""


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its length and its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def comment_of(start: bytes) -> str:
    """The comment that stands before the picture, in the start of a file that may be any; empty without one."""
    at = len(SIGNATURE)
    while start.startswith(SIGNATURE) and at + 8 <= len(start):
        size, kind = struct.unpack_from(">I4s", start, at)
        keyword, _, text = start[at + 8 : at + 8 + size].partition(b"\0")
        if kind == b"tEXt" and keyword == KEYWORD.encode():
            return text.decode("ascii", "replace")
        at += size + 12
    return ""


def header(size: tuple[int, int], table: Pixels | None, comment: str) -> bytes:
    """Everything before what says how many pictures there are.

    Args: size: (width, height).  table: uint8 (n, 3), n <= 256, the colours by index, of which entry 0 is transparent;
        none where pixels have their own colour and alpha.  comment: ASCII.
    """
    kind = _COLOR_AND_ALPHA if table is None else _INDEXED
    parts = [SIGNATURE, chunk(b"IHDR", struct.pack(">IIBBBBB", *size, _DEPTH, kind, 0, 0, 0))]
    if comment:
        parts.append(chunk(b"tEXt", f"{KEYWORD}\0{comment}".encode("ascii")))
    if table is not None:
        parts += [chunk(b"PLTE", table.tobytes()), chunk(b"tRNS", b"\0")]
    return b"".join(parts)


def motion(pictures: int, loop: int) -> bytes:
    """What says how many pictures there are, and how often they play: 0 without end."""
    return chunk(b"acTL", struct.pack(">II", pictures, loop))


def picture(number: int, box: Box, pixels: bytes, seconds: Fraction, blend: int) -> bytes:
    """One picture of an animation.

    Args: number: of the chunks of motion before it.  box: where it stands.  pixels: compressed.
        seconds: how long it is shown, as far as a file can hold that.  blend: REPLACE or OVER.
    """
    width, height, ratio = box.right - box.left, box.bottom - box.top, delay(seconds)
    place = struct.pack(">IIIII", number, width, height, box.left, box.top)
    control = chunk(b"fcTL", place + struct.pack(">HHBB", ratio.numerator, ratio.denominator, _STAYS, blend))
    data = chunk(b"fdAT", struct.pack(">I", number + 1) + pixels) if number else chunk(b"IDAT", pixels)
    return control + data


def compressed(cells: NDArray[Any]) -> bytes:
    """A rectangle of cells (height, width), of one byte or four each, as zlib data; each row begins with its filter."""
    rows = cells.astype(cells.dtype.newbyteorder("<")).view(np.uint8).reshape(len(cells), -1)
    return zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes(), _LEVEL)


def delay(seconds: Fraction) -> Fraction:
    """The nearest time to another one that a file can hold: a ratio of two numbers of 16 bits."""
    if max(seconds.as_integer_ratio()) <= _LONGEST:
        return seconds
    return min(seconds, Fraction(_LONGEST)).limit_denominator(max(1, _LONGEST // math.ceil(seconds)))
