from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.encoders.conftest import ramp
from tests.encoders.test_contract import by_pillow, clear, decibels

if TYPE_CHECKING:
    from tests.encoders.conftest import Encode, Movie


def test_a_picture_that_stays_follows_itself_and_its_numbers_are_sharp(encode: Encode) -> None:
    chance, frames, place = np.random.default_rng(1), [], np.s_[20:30, 30:80]
    for _ in range(12):
        frame = ramp(200, 120)
        frame[place][..., :3] = np.where(chance.random((10, 50, 1)) < 0.4, 60, frame[place][..., :3])
        frames.append(frame)
    durations = [Fraction(1, 25)] * 11 + [Fraction(3, 2)]
    held = by_pillow(encode(".avif", frames, durations=durations)[0])
    assert len(held.frames) == 12 + 4
    assert held.starts[11:] == [Fraction(number, 25) for number in range(11, 16)]
    assert decibels(held.frames[-1][place], frames[-1][place]) > 27


def test_equal_frames_are_no_more_than_one_that_stays(movie: Movie, encode: Encode) -> None:
    equal, _ = encode(".avif", [movie.frames[0]] * 20 + [movie.frames[-1]] * 30)
    one, _ = encode(
        ".avif", [movie.frames[0], movie.frames[-1]], durations=[Fraction(4, 5), Fraction(6, 5)], name="one"
    )
    assert equal.read_bytes() == one.read_bytes()


def test_what_stands_before_the_pictures_comes_first(movie: Movie, encode: Encode) -> None:
    data = encode(".avif", movie.frames)[0].read_bytes()
    assert data[4:12] == b"ftypavis"
    assert 0 < data.index(b"moov") < data.rindex(b"pitm") < data.index(b"mdat")


def test_flat_colours_come_back_close(encode: Encode) -> None:
    colors = [(213, 94, 0), (0, 114, 178), (0, 158, 115), (204, 121, 167), (255, 255, 255), (34, 34, 34)]
    frame = np.full((32, 32 * len(colors), 4), 255, np.uint8)
    for k, color in enumerate(colors):
        frame[:, 32 * k : 32 * k + 32, :3] = color
    for shown in by_pillow(encode(".avif", [frame] * 3)[0]).frames:
        for k, color in enumerate(colors):
            middle = shown[8:24, 32 * k + 8 : 32 * k + 24, :3].astype(int)
            assert np.abs(middle - color).max() <= 8


def test_an_opaque_file_has_no_alpha_channel(movie: Movie, encode: Encode) -> None:
    with Image.open(encode(".avif", movie.frames)[0]) as picture:
        assert picture.mode == "RGB"
    with Image.open(encode(".avif", clear(movie), transparent=True, name="clear")[0]) as picture:
        assert picture.mode == "RGBA"


@pytest.mark.parametrize("transparent", [False, True])
def test_its_first_picture_is_a_still_for_readers_that_know_no_movies(
    transparent: bool, movie: Movie, encode: Encode
) -> None:
    """With another brand, libavif takes the file for a still."""
    frames = clear(movie) if transparent else movie.frames
    path, _ = encode(".avif", frames, transparent=transparent)
    path.write_bytes(
        path.read_bytes().replace(b"ftypavis", b"ftypavif", 1).replace(b"avisavifmsf1", b"avifavifmif1", 1)
    )
    with Image.open(path) as picture:
        assert getattr(picture, "n_frames", 1) == 1
        shown = np.array(picture.convert("RGBA")).astype(int)
    height, width, _ = frames[0].shape
    seen = frames[0][..., 3] > 200
    assert np.abs(shown[:height, :width] - frames[0])[seen].mean() < 20
