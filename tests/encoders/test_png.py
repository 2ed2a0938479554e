from __future__ import annotations

from typing import TYPE_CHECKING

import imageio.v3 as imageio
import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.encoders.conftest import Encode, Movie


@pytest.mark.parametrize(("transparent", "channels"), [(False, 3), (True, 4)])
def test_the_last_frame_is_kept_without_loss(transparent: bool, channels: int, movie: Movie, encode: Encode) -> None:
    frames = [frame.copy() for frame in movie.frames]
    if transparent:
        frames[-1][:9, :9] = (10, 20, 30, 77)
    path, _ = encode(".png", frames, transparent=transparent)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert np.array_equal(imageio.imread(path, plugin="pillow"), frames[-1][..., :channels])


def test_the_same_frame_gives_the_same_bytes(movie: Movie, encode: Encode) -> None:
    first, _ = encode(".png", movie.frames, name="first")
    second, _ = encode(".png", movie.frames[-1:], name="second")
    assert first.read_bytes() == second.read_bytes()
