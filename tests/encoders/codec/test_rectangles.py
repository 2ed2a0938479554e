from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.encoders.codec import gifstream
from optviz.encoders.codec.rectangles import chosen

if TYPE_CHECKING:
    from optviz.arrays import Pixels


def stripes(*rows: int) -> Pixels:
    """Forty rows; those given are flat, the others noise."""
    picture = np.random.default_rng(0).integers(1, 200, (40, 40), dtype=np.uint8)
    picture[list(rows)] = 255
    return picture


@pytest.mark.parametrize("rows", [range(30), range(9), range(0, 40, 2), range(40)])
def test_what_stays_is_left_out_only_where_that_is_smaller(rows: range) -> None:
    old, new = stripes(), stripes(*rows)
    changed = new != old
    sizes = [len(gifstream.compressed(picture)) for picture in (new, new * changed)]
    assert len(gifstream.compressed(chosen(new, changed))) == min(sizes)


def test_what_changes_everywhere_a_little_is_drawn_whole() -> None:
    old = np.random.default_rng(0).integers(1, 3, (40, 40), dtype=np.uint8)
    flat = np.full_like(old, 2)
    assert chosen(flat, flat != old).all()


def test_a_line_that_moves_on_plain_ground_is_drawn_with_its_ground() -> None:
    x, y = np.arange(60), np.arange(40)[:, None]
    old, new = (np.where(abs(x - y / 2 - shift) < 2, 3 + (7 * x + 5 * y) % 11, 1).astype(np.uint8) for shift in (9, 25))
    changed = new != old
    assert np.count_nonzero(changed) < 0.2 * changed.size
    assert np.array_equal(chosen(new, changed), new)
    assert len(gifstream.compressed(new)) < len(gifstream.compressed(new * changed))
