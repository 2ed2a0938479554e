"""The elements of a WebM file, one inside another (RFC 8794, RFC 9559): a number, a size, and the content."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEGMENT: Final = 0x18538067
_TAGS: Final = 0x1254C367
_TAG: Final = 0x7373
_SIMPLE: Final = 0x67C8
_NAME: Final = 0x45A3
_TEXT: Final = 0x4487
_LONGEST: Final = 255
_MOST: Final = 50
"""Elements side by side that are looked at; ours is among the first few."""


class _Element(NamedTuple):
    number: int
    start: int
    end: int


def comment_of(file: BinaryIO) -> str:
    """The comment of a file, which may be any; empty where there is none."""
    places = [_Element(0, 0, file.seek(0, os.SEEK_END))]
    for number in (_SEGMENT, _TAGS, _TAG, _SIMPLE):
        places = [inner for place in places[:_MOST] for inner in _elements(file, place) if inner.number == number]
    for place in places[:_MOST]:
        found = {inner.number: _content(file, inner) for inner in _elements(file, place)}
        if found.get(_NAME) == b"COMMENT":
            return found.get(_TEXT, b"").decode("ascii", "replace")
    return ""


def _elements(file: BinaryIO, within: _Element) -> Iterator[_Element]:
    """The elements that stand side by side in another, as far as they make sense."""
    start = within.start
    for _ in range(_MOST):
        number, content = _number(file, start, marked=True)
        size, content = _number(file, content, marked=False)
        end = content + size
        if not start < content <= end <= within.end:
            return
        yield _Element(number, content, end)
        start = end


def _number(file: BinaryIO, start: int, *, marked: bool) -> tuple[int, int]:
    """A number whose first bits tell its length, and where it ends; with these bits if it is marked by them."""
    file.seek(start)
    first = file.read(1)
    if not first or not first[0]:
        return 0, start
    more = 8 - first[0].bit_length()
    number = int.from_bytes(first + file.read(more))
    return number if marked else number & (1 << 7 * (more + 1)) - 1, start + 1 + more


def _content(file: BinaryIO, element: _Element) -> bytes:
    file.seek(element.start)
    return file.read(min(element.end - element.start, _LONGEST))
