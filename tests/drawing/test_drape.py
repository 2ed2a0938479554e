from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.drape import drape
from optviz.surfaces import Bounds

BOX = Bounds((-1.0, 1.0), (-2.0, 2.0))


def test_every_iterate_in_view_ends_its_segment() -> None:
    path = np.random.default_rng(0).uniform(-0.9, 0.9, (20, 2))
    rows, ends = drape(path, BOX)
    assert rows[ends] == pytest.approx(path)


def test_pieces_are_short_and_straight() -> None:
    rows, _ = drape(np.array([[-0.9, -1.5], [0.9, 1.5]]), BOX)
    assert np.abs(np.diff(rows, axis=0)).max() <= 4 / 48 + 1e-12
    assert rows[:, 1] == pytest.approx(rows[:, 0] / 0.9 * 1.5)


def test_a_path_that_leaves_ends_on_the_edge() -> None:
    rows, ends = drape(np.array([[0.0, 0.0], [2.0, 0.0], [3.0, 0.0]]), BOX)
    assert rows[ends[1]] == pytest.approx([1.0, 0.0])
    assert np.isnan(rows[ends[1] + 1 :]).all()


def test_a_path_that_comes_back_begins_on_the_edge_after_a_break() -> None:
    rows, ends = drape(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]]), BOX)
    back = rows[ends[1] + 1 : ends[2] + 1]
    assert np.isnan(back[0]).all()
    assert back[1] == pytest.approx([1.0, 0.5])
    assert back[-1] == pytest.approx([0.0, 1.0])


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_diverged_path_stops(value: float) -> None:
    path = np.array([[0.0, 0.0], [0.5, 0.0], [value, value], [value, 0.0]])
    rows, ends = drape(path, BOX)
    assert rows[ends[1]] == pytest.approx([0.5, 0.0])
    inside = rows[np.isfinite(rows).all(axis=1)]
    assert BOX.contains(inside).all()


def test_a_run_that_stands_still_stays_in_view() -> None:
    rows, ends = drape(np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]), BOX)
    assert rows[ends] == pytest.approx(np.full((3, 2), 0.5))
