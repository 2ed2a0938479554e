"""AV1, as WebM and AVIF hold it: the encoder's settings, and what a file says of a stream.

Reference: AOMedia, AV1 Bitstream & Decoding Process Specification (2019), sections 5.3 to 5.5.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from optviz.cost import Cost
from optviz.encoders.codec.video import Codec

if TYPE_CHECKING:
    from optviz.encoders.base import Frames

LEAST: Final = 4
"""Pixels that a picture must be wide and high."""

# One key frame in 300: a second one costs as much as dozens of frames. Palettes and copies within a picture (scm) keep
# letters and thin lines sharp, a filter over time (tf) blurs them. Frames on which no other builds would be so much
# coarser that numbers in them are hard to read (qp-scale). Any number of threads (lp) gives the same bytes.
AV1: Final = Codec(
    "libsvtav1",
    "AV1",
    (35, 5),
    {"preset": "6", "svtav1-params": "lp=2:keyint=300:scm=1:enable-tf=0:qp-scale-compress-strength=3"},
)

GRADES: Final = 5
"""How many coarser pictures there are; none loses more than a crf of 63."""

_DELIMITER: Final = b"\x12\x00"
_SEQUENCE: Final = 1


def silent() -> None:
    """Let the encoder print nothing, which it can be told in its environment only."""
    os.environ.setdefault("SVT_LOG", "0")


def size_of(size: tuple[int, int]) -> tuple[int, int]:
    """The size of pictures that the encoder takes."""
    width, height = size
    return max(width, LEAST), max(height, LEAST)


def cost(animation: Frames) -> Cost:
    """What encoding takes: what repeats is nearly free."""
    looks = 1e-9 * animation.shown + 6e-8 * animation.drawn
    return Cost(0.2 + animation.pixels * looks, 100e6 + 200 * animation.pixels)


def sample(packet: bytes) -> bytes:
    """A packet as files hold it, without the delimiter that only streams need."""
    return packet.removeprefix(_DELIMITER)


def configuration(first: bytes) -> bytes:
    """What a file says of a stream (av1C) that begins with a sample.

    Raises: ValueError where it begins otherwise than the encoder's streams do.
    """
    header, size = first[0], first[1]
    if header >> 3 & 15 != _SEQUENCE or size >= 1 << 7:
        raise ValueError("an AV1 stream begins with its sequence header")
    bits = _Bits(first[2 : 2 + size])
    profile, _still, reduced = bits.take(3), bits.take(1), bits.take(1)
    if reduced or bits.take(1):
        raise ValueError("a reduced header, or one with times, is not expected")
    bits.take(1 + 5 + 12)
    level = bits.take(5)
    tier = bits.take(1) if level > 7 else 0  # noqa: PLR2004  (levels from 4.0 on have tiers)
    subsampled = 0b1100  # in both directions, eight bits, with colours
    return bytes([0x81, profile << 5 | level, tier << 7 | subsampled, 0]) + first[: 2 + size]


class _Bits:
    """The bits of bytes, one after the other, the highest first."""

    def __init__(self, content: bytes) -> None:
        self._number, self._left = int.from_bytes(content), 8 * len(content)

    def take(self, count: int) -> int:
        """The next bits as a number."""
        self._left -= count
        return self._number >> self._left & (1 << count) - 1
