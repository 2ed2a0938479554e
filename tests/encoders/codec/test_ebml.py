from __future__ import annotations

import io

import pytest

from optviz.encoders.codec.ebml import comment_of


def element(number: int, content: bytes, *, wide: bool = False) -> bytes:
    size = (1 << 56 | len(content)).to_bytes(8) if wide else (0x4000 | len(content)).to_bytes(2)
    return number.to_bytes(-(-number.bit_length() // 8)) + size + content


def film(*tags: tuple[bytes, bytes], wide: bool = False) -> bytes:
    simple = [element(0x67C8, element(0x45A3, name) + element(0x4487, text)) for name, text in tags]
    told = element(0x1254C367, b"".join(element(0x7373, element(0x63C0, b"") + each) for each in simple), wide=wide)
    segment = element(0x1549A966, b"\0" * 30) + told + element(0x1F43B675, b"\0" * 500)
    return element(0x1A45DFA3, b"webm") + element(0x18538067, segment, wide=wide)


@pytest.mark.parametrize("wide", [False, True])
def test_the_comment_is_found_among_tags(wide: bool) -> None:
    assert comment_of(io.BytesIO(film((b"TITLE", b"x"), (b"COMMENT", b"optviz"), wide=wide))) == "optviz"
    assert comment_of(io.BytesIO(film((b"TITLE", b"x")))) == ""


def test_a_long_one_is_cut() -> None:
    assert comment_of(io.BytesIO(film((b"COMMENT", b"a" * 1000)))) == "a" * 255


@pytest.mark.parametrize("data", [b"", b"\0" * 1000, b"\xff" * 1000, film((b"COMMENT", b"optviz"))[:40]])
def test_what_is_no_film_has_none(data: bytes) -> None:
    assert comment_of(io.BytesIO(data)) == ""


@pytest.mark.parametrize("size", [b"\x40\x00", b"\x7f\xff", b"\xff\xff", b"\x00\x00"])
@pytest.mark.parametrize("number", [0x18538067, 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487])
def test_a_wrong_size_ends_the_search(number: int, size: bytes) -> None:
    data, name = film((b"COMMENT", b"optviz")), number.to_bytes(-(-number.bit_length() // 8))
    at = data.index(name) + len(name)
    assert len(comment_of(io.BytesIO(data[:at] + size + data[at + 2 :]))) <= 255
