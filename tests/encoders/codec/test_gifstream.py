from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from optviz.encoders.codec.gifstream import (
    KEEP,
    LONGEST,
    SHORTEST,
    TRAILER,
    comment_of,
    compressed,
    header,
    image,
    pieces,
)
from optviz.geometry import Box


@pytest.mark.parametrize("delay", [0, 1, 2, 150, 65535, 65536, 65537, 131070, 131071, 1_000_000])
def test_pieces_of_a_delay(delay: int) -> None:
    split = pieces(delay)
    assert sum(split) == max(delay, SHORTEST)
    assert min(split) >= SHORTEST
    assert max(split) <= LONGEST


@pytest.mark.parametrize("colors", [2, 3, 17, 129, 256])
def test_a_file_of_one_image(colors: int) -> None:
    table = np.random.default_rng(colors).integers(0, 256, (colors, 3), dtype=np.uint8)
    indices = (np.arange(12 * 9).reshape(9, 12) % colors).astype(np.uint8)
    block = image(Box(0, 0, 12, 9), compressed(indices), 7, KEEP, transparent=False)
    data = header((12, 9), table, 1, "a comment") + block + TRAILER
    assert block[18] == max(2, int(indices.max()).bit_length())
    with Image.open(io.BytesIO(data)) as picture:
        assert np.array_equal(np.array(picture.convert("RGB")), table[indices])
        assert picture.info["duration"] == 70
        assert picture.info["comment"] == b"a comment"
    assert comment_of(data) == "a comment"


def test_a_rectangle_out_of_a_larger_array() -> None:
    larger = np.random.default_rng(0).integers(0, 256, (60, 80), dtype=np.uint8)
    part = larger[10:40, 20:70]
    assert compressed(np.ascontiguousarray(part)) == compressed(part.copy())
