"""Exif data that holds nothing but a comment, as the description of a picture.

Reference: JEITA, Exchangeable image file format for digital still cameras: Exif 2.32 (2019), section 4.6.
"""

from __future__ import annotations

import struct
from typing import Final

_HEAD: Final = b"II*\0\x08\0\0\0\x01\0"
"""Little-endian, and one directory with one entry."""
_ENTRY: Final = struct.Struct("<HHIII")
_DESCRIPTION: Final = 0x010E
_LETTERS: Final = 2
_START: Final = len(_HEAD) + _ENTRY.size
"""Where the letters are, behind the entry's directory."""


def exif(comment: str) -> bytes:
    """A comment of more than three ASCII letters as Exif data."""
    letters = comment.encode("ascii") + b"\0"
    return _HEAD + _ENTRY.pack(_DESCRIPTION, _LETTERS, len(letters), _START, 0) + letters


def comment_of(content: bytes) -> str:
    """The comment in Exif data of ours, which may go on behind it; empty where there is none."""
    if not content.startswith(_HEAD) or len(content) < _START:
        return ""
    tag, kind, count, start, _ = _ENTRY.unpack_from(content, len(_HEAD))
    if (tag, kind, start) != (_DESCRIPTION, _LETTERS, _START):
        return ""
    return content[_START : _START + count].partition(b"\0")[0].decode("ascii", "replace")
