from __future__ import annotations

import io
import struct

import pytest

from optviz.encoders.codec.boxes import comment_of


def box(kind: bytes, content: bytes, *, long: bool = False) -> bytes:
    size = len(content) + (16 if long else 8)
    return struct.pack(">I4sQ", 1, kind, size) + content if long else struct.pack(">I4s", size, kind) + content


def film(comment: bytes, *, long: bool = False, before: bytes = b"") -> io.BytesIO:
    data = box(b"data", b"\0" * 8 + comment, long=long)
    items = box(b"ilst", before + box(b"\xa9cmt", data, long=long), long=long)
    told = box(b"udta", box(b"meta", b"\0" * 4 + items, long=long))
    return io.BytesIO(box(b"ftyp", b"isom") + box(b"moov", box(b"trak", b"\0" * 99) + told) + box(b"mdat", b"\0" * 99))


@pytest.mark.parametrize("long", [False, True])
def test_the_comment_is_found_in_its_box(long: bool) -> None:
    assert comment_of(film(b"optviz", long=long, before=box(b"\xa9too", b"other"))) == "optviz"


def test_a_long_one_is_cut() -> None:
    assert comment_of(film(b"a" * 100_000)) == "a" * 255


def test_only_the_first_boxes_are_looked_at() -> None:
    assert comment_of(film(b"optviz", before=box(b"free", b"") * 500)) == ""


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 1000, b"\xff" * 1000, struct.pack(">I4sQ", 1, b"moov", 0)])
def test_what_is_no_film_has_none(data: bytes) -> None:
    assert comment_of(io.BytesIO(data)) == ""


@pytest.mark.parametrize("size", [0, 1, 7, 8, 11, 2**31, 2**32 - 1])
@pytest.mark.parametrize("kind", [b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data"])
def test_a_wrong_size_ends_the_search(kind: bytes, size: int) -> None:
    data = film(b"optviz").getvalue()
    at = data.index(kind)
    assert comment_of(io.BytesIO(data[: at - 4] + struct.pack(">I", size) + data[at:])) in {"", "optviz"}
