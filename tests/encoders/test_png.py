from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.encoders.conftest import Encode, Movie


@pytest.mark.parametrize(("transparent", "mode"), [(False, "RGB"), (True, "RGBA")])
def test_the_last_frame_is_kept_without_loss(transparent: bool, mode: str, movie: Movie, encode: Encode) -> None:
    frames = [frame.copy() for frame in movie.frames]
    if transparent:
        frames[-1][:9, :9] = (10, 20, 30, 77)
    path, _ = encode(".png", frames, transparent=transparent)
    with Image.open(path) as picture:
        assert (picture.format, picture.mode) == ("PNG", mode)
        assert np.array_equal(np.array(picture.convert(mode)), frames[-1][..., : len(mode)])


def test_the_same_frame_gives_the_same_bytes(movie: Movie, encode: Encode) -> None:
    first, _ = encode(".png", movie.frames, name="first")
    second, _ = encode(".png", movie.frames[-1:], name="second")
    assert first.read_bytes() == second.read_bytes()
