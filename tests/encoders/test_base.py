from __future__ import annotations

import random
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from optviz.encoders import ENCODERS, Animation, Encoder, encoder_for
from optviz.errors import ScenarioError
from optviz.geometry import Box, extent, hull, moved

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.arrays import Pixels
    from tests.encoders.conftest import Encode, Movie

COMMENT = "optviz 1 0123456789abcdef"
DESCRIPTION = 0x010E
"""The number of a picture's description in Exif data."""
FRAMED = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, Encoder)}
"""The formats that take frames."""


def animation(*, transparent: bool) -> Animation:
    return Animation((4, 3), 25, 0, transparent, np.full((3, 4, 4), 255, np.uint8))


@pytest.mark.parametrize("name", FRAMED)
def test_transparency_is_taken_or_refused_before_a_file_is_made(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{name}"
    if FRAMED[name].transparency:
        FRAMED[name](path, animation(transparent=True)).discard()
        return
    with pytest.raises(ScenarioError, match="has no transparency"):
        FRAMED[name](path, animation(transparent=True))
    assert not path.exists()


@pytest.mark.parametrize("name", FRAMED)
def test_an_animation_without_frames_is_a_mistake(name: str, tmp_path: Path) -> None:
    encoder = FRAMED[name](tmp_path / f"a.{name}", animation(transparent=False))
    with pytest.raises(ValueError, match="at least one frame"):
        encoder.close()
    encoder.discard()


@pytest.mark.parametrize("name", FRAMED)
def test_an_error_inside_passes_through(name: str, tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        FRAMED[name](tmp_path / f"a.{name}", animation(transparent=False)),
    ):
        raise ZeroDivisionError


def shown(path: Path) -> list[Pixels]:
    """Every frame of a file, as other programs decode it."""
    if encoder_for(path).mime.startswith("video/"):
        with av.open(str(path)) as container:
            return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]
    with Image.open(path) as picture:
        return [np.array(frame.convert("RGBA")) for frame in ImageSequence.Iterator(picture)]


@pytest.mark.parametrize("name", FRAMED)
@pytest.mark.parametrize("loop", [0, 1])
def test_a_comment_is_read_back_and_changes_no_picture(name: str, loop: int, movie: Movie, encode: Encode) -> None:
    suffix = FRAMED[name].suffixes[0]
    bare, _ = encode(suffix, movie.frames, name="bare", loop=loop)
    told, _ = encode(suffix, movie.frames, name="told", loop=loop, comment=COMMENT)
    assert FRAMED[name].comment_of(told) == COMMENT
    assert FRAMED[name].comment_of(bare) == ""
    assert 0 < told.stat().st_size - bare.stat().st_size <= 256
    before, after = shown(bare), shown(told)
    assert len(before) == len(after)
    assert all(map(np.array_equal, before, after))


@pytest.mark.parametrize("name", FRAMED)
def test_other_programs_read_the_comment(name: str, movie: Movie, encode: Encode) -> None:
    path, _ = encode(FRAMED[name].suffixes[0], movie.frames, comment=COMMENT)
    if FRAMED[name].mime.startswith("video/"):
        with av.open(str(path)) as container:
            assert {key.lower(): text for key, text in container.metadata.items()}["comment"] == COMMENT
    else:
        with Image.open(path) as picture:
            picture.load()
            told = {picture.info.get("comment"), picture.info.get("Comment"), picture.getexif().get(DESCRIPTION)}
            assert told & {COMMENT, COMMENT.encode()}


@pytest.mark.parametrize("name", FRAMED)
def test_any_file_is_asked_for_its_comment(name: str, movie: Movie, encode: Encode) -> None:
    """One that is cut off, one with wrong bytes, and one that is too large to be read."""
    path, _ = encode(FRAMED[name].suffixes[0], movie.frames, comment=COMMENT)
    data, chance = path.read_bytes(), random.Random(1)  # noqa: S311  (no secret)
    for _ in range(500):
        broken = bytearray(data[: chance.randrange(len(data) + 1)])
        for _ in range(chance.randrange(20) if broken else 0):
            broken[chance.randrange(len(broken))] = chance.choice((0, 1, 2, 127, 128, 255))
        path.write_bytes(broken)
        assert len(FRAMED[name].comment_of(path)) < 4096
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(1 << 40)
    assert FRAMED[name].comment_of(path) == COMMENT
    with path.open("r+b") as file:
        file.truncate(0)
        file.truncate(1 << 40)
    assert FRAMED[name].comment_of(path) == ""


def test_the_hull_is_clipped_to_the_picture() -> None:
    assert hull([Box(-3, 1, 2, 2), Box(3, -1, 9, 2)], (8, 5)) == Box(0, 0, 8, 2)


@pytest.mark.parametrize("boxes", [[], [Box(9, 0, 12, 4)], [Box(2, 2, 2, 4)]])
def test_boxes_that_hold_nothing_have_no_hull(boxes: list[Box]) -> None:
    assert hull(boxes, (8, 5)) is None


def test_the_extent_of_a_mask() -> None:
    mask = np.zeros((5, 6), np.bool_)
    assert extent(mask, Box(10, 20, 16, 25)) is None
    mask[1, 4] = mask[3, 2] = True
    assert extent(mask, Box(10, 20, 16, 25)) == Box(12, 21, 15, 24)
    assert moved(Box(0, 0, 1, 2), Box(3, 4, 9, 9)) == Box(3, 4, 4, 6)
