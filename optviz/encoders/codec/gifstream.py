"""The GIF89a container: header, image blocks, trailer. Pixels are compressed by Pillow's LZW encoder in C."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optviz.arrays import Pixels
    from optviz.geometry import Box

LONGEST = 65535
"""The longest delay of one image block, in hundredths of a second."""

SHORTEST = 2
"""The shortest delay that browsers obey: they play 0 and 1 hundredths as 10."""

KEEP, CLEAR = 1, 2
"""What happens to a block's box when its time is over: it stays, or it becomes transparent."""


TRAILER = b"\x3b"
"""The end of the file."""

_SCREEN = 13
"""The bytes before the table of colours."""


def header(size: tuple[int, int], table: Pixels, loop: int, comment: str) -> bytes:
    """Everything before the first image.

    Args: size: (width, height).  table: uint8 (n, 3), 2 <= n <= 256; entry 0 is the background.
        loop: how often the animation plays, 0 without end.  comment: ASCII, at most 255 letters.
    """
    bits = max(1, (len(table) - 1).bit_length())
    screen = struct.pack("<6sHHBBB", b"GIF89a", *size, 0x80 | 0x70 | bits - 1, 0, 0)
    return screen + table.tobytes().ljust(3 << bits, b"\0") + _loops(loop) + _comment(comment)


def _loops(loop: int) -> bytes:
    """The extension that repeats an animation. It counts repeats, so once needs none."""
    if loop == 1:
        return b""
    return struct.pack("<3s11sBBHB", b"\x21\xff\x0b", b"NETSCAPE2.0", 3, 1, min(max(loop - 1, 0), LONGEST), 0)


def _comment(text: str) -> bytes:
    """The extension that holds a comment, in one sub-block."""
    return b"\x21\xfe" + bytes([len(text)]) + text.encode("ascii") + b"\0" if text else b""


def comment_of(start: bytes) -> str:
    """The comment that stands before the first image, in the start of a file that may be any; empty without one."""
    if len(start) < _SCREEN or not start.startswith(b"GIF8"):
        return ""
    at = _SCREEN + (3 << (start[10] & 7) + 1 if start[10] & 0x80 else 0)
    while start[at : at + 1] == b"\x21":
        label, at, data = start[at + 1 : at + 2], at + 2, b""
        while size := int.from_bytes(start[at : at + 1]):
            data, at = data + start[at + 1 : at + 1 + size], at + 1 + size
        if label == b"\xfe":
            return data.decode("ascii", "replace")
        at += 1
    return ""


def image(box: Box, pixels: bytes, delay: int, disposal: int, *, transparent: bool) -> bytes:
    """One image block.

    Args: box: where it stands.  pixels: its compressed indices.  delay: hundredths of a second.
        disposal: KEEP or CLEAR.  transparent: whether index 0 lets the picture below through.
    """
    control = struct.pack("<3sBHBB", b"\x21\xf9\x04", disposal << 2 | transparent, delay, 0, 0)
    width, height = box.right - box.left, box.bottom - box.top
    place = struct.pack("<BHHHHB", 0x2C, box.left, box.top, width, height, 0)
    return control + place + pixels + b"\0"


def compressed(indices: Pixels) -> bytes:
    """A rectangle of indices (height, width) as LZW data: code size and sub-blocks, without the empty one at the end.

    Codes are as short as the largest index allows.
    """
    from PIL import Image

    bits = max(2, int(indices.max()).bit_length())
    return bytes([bits]) + Image.fromarray(indices).tobytes("gif", "L", bits, 0)


def pieces(delay: int) -> list[int]:
    """A delay as delays that fit into image blocks and are not too short for browsers."""
    split = []
    while delay > LONGEST:
        split.append(min(LONGEST, delay - SHORTEST))
        delay -= split[-1]
    return [*split, max(delay, SHORTEST)]
