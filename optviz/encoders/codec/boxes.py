"""The boxes of an MP4 or AVIF file, one inside another (ISO/IEC 14496-12): a size, a kind, and the content."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT: Final = ((b"moov", 0), (b"udta", 0), (b"meta", 4), (b"ilst", 0), (b"\xa9cmt", 0), (b"data", 8))
"""The way to the comment, and the bytes of each box that stand before its content."""
_LONGEST: Final = 255
_MOST: Final = 200
"""Boxes side by side that are looked at; ours is among the first few."""


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


def comment_of(file: BinaryIO) -> str:
    """The comment of an MP4 file, which may be any; empty where there is none."""
    return content_of(file, _COMMENT, _LONGEST).decode("ascii", "replace")


def content_of(file: BinaryIO, way: Sequence[tuple[bytes, int]], most: int) -> bytes:
    """The first bytes of a box's content in a file, which may be any; empty where it has no such box.

    Args: way: the kinds of the boxes that it is in, and its own, each with the bytes before its content.
        most: how many bytes.
    """
    start, end = 0, file.seek(0, os.SEEK_END)
    for kind, before in way:
        box = next((box for box in _boxes(file, start, end) if box.kind == kind), None)
        if box is None:
            return b""
        start, end = box.start + before, box.end
    file.seek(start)
    return file.read(max(0, min(end - start, most)))


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    """The boxes that stand side by side between two places in a file, as far as they make sense."""
    for _ in range(_MOST):
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8).ljust(8, b"\0"))
        content = 8
        if size == 1:  # it stands behind the kind, for there it has more room
            size, content = int.from_bytes(file.read(8)), 16
        if not content <= size <= end - start:
            return
        yield _Box(kind, start + content, start + size)
        start += size
