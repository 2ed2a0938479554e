from __future__ import annotations

import io
import zlib
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from optviz.encoders.codec import pngstream
from optviz.geometry import Box


def test_a_picture_without_motion_is_a_png() -> None:
    cells = np.arange(6, dtype=np.uint8).reshape(2, 3)
    table = np.arange(18, dtype=np.uint8).reshape(6, 3)
    file = pngstream.header((3, 2), table, "hello") + pngstream.chunk(b"IDAT", pngstream.compressed(cells))
    with Image.open(io.BytesIO(file + pngstream.END)) as picture:
        picture.load()
        assert picture.info["Comment"] == "hello"
        assert np.array_equal(np.array(picture.convert("RGBA"))[..., :3], table[cells])
        assert np.array_equal(np.array(picture.convert("RGBA"))[..., 3], 255 * (cells > 0))
    assert pngstream.comment_of(file) == "hello"


def test_pixels_of_their_own_colour_stand_in_the_order_red_green_blue_alpha() -> None:
    assert zlib.decompress(pngstream.compressed(np.array([[0x04030201]], np.uint32))) == b"\0\1\2\3\4"


def test_the_end_is_a_chunk() -> None:
    assert pngstream.chunk(b"IEND", b"") == pngstream.END


def test_the_first_picture_needs_no_number_for_its_pixels() -> None:
    box = Box(0, 0, 1, 1)
    first, second = (pngstream.picture(n, box, b"xyz", Fraction(1), pngstream.OVER) for n in (0, 1))
    assert b"IDATxyz" in first
    assert b"fdAT\0\0\0\2xyz" in second


@pytest.mark.parametrize(
    "seconds", [Fraction(1, 30), Fraction(1001, 30000), Fraction(65535), Fraction(1, 65535), Fraction(61001, 30000)]
)
def test_a_delay_of_two_short_numbers_is_exact(seconds: Fraction) -> None:
    assert pngstream.delay(seconds) == seconds


@pytest.mark.parametrize("seconds", [Fraction(1234567, 10**6), Fraction(59999999, 10**6), Fraction(100001, 100000)])
def test_any_other_delay_is_near(seconds: Fraction) -> None:
    found = pngstream.delay(seconds)
    assert max(found.as_integer_ratio()) <= 65535
    assert abs(found - seconds) < Fraction(1, 10**4)


def test_a_very_long_delay_is_as_long_as_can_be() -> None:
    assert pngstream.delay(Fraction(10**6)) == 65535


@pytest.mark.parametrize(
    "start", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\xfftEXtComment\0abc", b"GIF89a"]
)
def test_what_is_cut_off_has_at_most_a_piece_of_a_comment(start: bytes) -> None:
    assert pngstream.comment_of(start) in {"", "abc"}
