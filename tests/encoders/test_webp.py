from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, features

from optviz.encoders.webp import _blocks, _far
from optviz.errors import MissingToolError
from tests.encoders.conftest import HEADS
from tests.encoders.test_contract import by_pillow, decibels

if TYPE_CHECKING:
    from pathlib import Path

    from tests.encoders.conftest import Encode, Movie


def test_without_webp_the_message_says_what_to_install(
    movie: Movie, encode: Encode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "check", lambda _: False)
    with pytest.raises(MissingToolError, match="pip install -U pillow"):
        encode(".webp", movie.frames)
    assert not list(tmp_path.iterdir())


def test_a_still_camera_keeps_exact_colours(movie: Movie, encode: Encode) -> None:
    decoded = by_pillow(encode(".webp", movie.frames, boxes=movie.boxes)[0])
    for shown, true in zip(decoded.frames, movie.frames, strict=True):
        for color in HEADS:
            where = (true[..., :3] == color).all(axis=-1)
            assert (shown[where][:, :3] == color).all()
        assert decibels(shown, true) > 35


def test_where_all_moves_it_is_lossy_and_smaller(movie: Movie, encode: Encode) -> None:
    chance = np.random.default_rng(1)
    noise = [frame.copy() for frame in movie.frames]
    for frame in noise:
        frame[..., :3] = np.clip(frame[..., :3] + chance.integers(-9, 9, (*frame.shape[:2], 3)), 0, 255)
    still, _ = encode(".webp", noise, name="still", lossless=True)
    moving, _ = encode(".webp", noise, sample=np.stack(noise[::4]))
    assert moving.stat().st_size < still.stat().st_size / 4
    assert all(decibels(*pair) > 24 for pair in zip(by_pillow(moving).frames, noise, strict=True))


def test_blocks_that_hardly_differ_are_not_drawn_again(encode: Encode) -> None:
    """What they may be off does not add up: they are compared with what was drawn."""
    frame = np.full((64, 64, 4), 255, np.uint8)
    frames = []
    for number in range(30):
        frame[..., :3] = 100 + number
        frames.append(frame.copy())
    path, _ = encode(".webp", frames, sample=np.stack(frames))
    decoded = by_pillow(path)
    assert len(decoded.frames) == 30
    for shown, true in zip(decoded.frames, frames, strict=True):
        assert np.abs(shown[..., :3].astype(int) - true[..., :3]).max() <= 4 + 3


def test_far_counts_every_channel() -> None:
    shown = np.array([[0x04030201, 0x04030201, 0x04030201]], np.uint32)
    ground = np.array([[0x04030201, 0x04030701, 0x0A030201]], np.uint32)
    assert _far(shown, ground).tolist() == [[False, True, True]]
    assert _far(ground, shown).tolist() == [[False, True, True]]


def test_a_block_is_marked_as_a_whole() -> None:
    mask = np.zeros((20, 40), np.bool_)
    mask[17, 18] = True
    found = _blocks(mask)
    assert found[16:, 16:32].all()
    assert found.sum() == 4 * 16


def test_a_file_says_how_long_it_is(movie: Movie, encode: Encode) -> None:
    data = encode(".webp", movie.frames, comment="optviz")[0].read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    with Image.open(encode(".webp", movie.frames[:1], name="one")[0]) as picture:
        assert picture.size == movie.size
