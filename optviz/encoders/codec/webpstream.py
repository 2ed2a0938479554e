"""The file around the pictures of an animated WebP: chunks of a kind, a size and the content (RFC 9649)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from optviz.encoders.codec.exif import comment_of as comment_in
from optviz.encoders.codec.exif import exif

if TYPE_CHECKING:
    from optviz.geometry import Box

OVER, REPLACE = 0, 2
"""Whether a picture is drawn over what is there, or in its place."""

_ANIMATED, _EXIF, _ALPHA = 0x02, 0x08, 0x10
_HEAD: Final = 12
"""Bytes of a file before its first chunk."""
_PIXELS: Final = (b"ALPH", b"VP8 ", b"VP8L")
"""The chunks of a picture; others say what an animation says of all."""
_MOST: Final = 8
"""Chunks that are looked at for a comment; ours is among the first."""


def header(size: tuple[int, int], loop: int, comment: str) -> bytes:
    """Everything before the first picture, but for what only `length` can tell.

    Args: size: (width, height).  loop: how often it plays, 0 without end.
    """
    flags = _ANIMATED | _ALPHA | (_EXIF if comment else 0)
    width, height = size
    about = _chunk(b"VP8X", bytes([flags, 0, 0, 0]) + _three(width - 1) + _three(height - 1))
    remark = _chunk(b"EXIF", exif(comment)) if comment else b""
    return b"RIFF" + length(_HEAD) + b"WEBP" + about + remark + _chunk(b"ANIM", struct.pack("<IH", 0, loop))


def length(count: int) -> bytes:
    """What stands four bytes from the start of a file of so many bytes."""
    return struct.pack("<I", count - 8)


def picture(box: Box, still: bytes, milliseconds: int, blend: int) -> bytes:
    """A picture that is shown for a time.

    Args: box: its place; left and top are even.  still: a WebP file of it.
    """
    left, top, right, bottom = box
    numbers = b"".join(map(_three, (left // 2, top // 2, right - left - 1, bottom - top - 1, milliseconds)))
    pixels = b"".join(_chunk(kind, content) for kind, content in _chunks(still) if kind in _PIXELS)
    return _chunk(b"ANMF", numbers + bytes([blend]) + pixels)


def marked(still: bytes, size: tuple[int, int], comment: str) -> bytes:
    """A WebP file of one picture without transparency, with a comment before the picture, where `comment_of` finds it.

    Args: size: (width, height).
    """
    width, height = size
    about = _chunk(b"VP8X", bytes([_EXIF, 0, 0, 0]) + _three(width - 1) + _three(height - 1))
    pixels = b"".join(_chunk(kind, content) for kind, content in _chunks(still) if kind in _PIXELS)
    content = b"WEBP" + about + _chunk(b"EXIF", exif(comment)) + pixels
    return b"RIFF" + struct.pack("<I", len(content)) + content


def comment_of(start: bytes) -> str:
    """The comment in the first bytes of a file, which may be any; empty where there is none."""
    if start[:4] != b"RIFF" or start[8:_HEAD] != b"WEBP":
        return ""
    found = dict(_chunks(start)[:_MOST])
    return comment_in(found.get(b"EXIF", b""))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(content)) + content + bytes(len(content) % 2)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a file, the last one as far as it is there."""
    found, at = [], _HEAD
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        found.append((kind, content[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return found


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
