from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz.drawing.drape import drape
from optviz.surfaces import Bounds

BOX = Bounds((-1.0, 1.0), (-2.0, 2.0))


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=2, max_size=6))
def test_a_draped_path_is_the_part_of_the_path_in_the_bounds(points: list[tuple[int, int]]) -> None:
    path = np.array(points) / 10
    rows, ends = drape(path, BOX)
    lasts = [-1, *ends[1:].tolist()]
    assert (np.diff(lasts) >= 2).all()
    assert ends[-1] == len(rows) - 1
    assert (np.isfinite(rows[:, 0]) == np.isfinite(rows[:, 1])).all()
    for (first, last), begin, end in zip(pairwise(lasts), path[:-1], path[1:], strict=True):
        drawn = rows[first + 1 : last + 1]
        drawn = drawn[np.isfinite(drawn).all(axis=1)]
        low, high = np.array([BOX.x[0], BOX.y[0]]) - 1e-9, np.array([BOX.x[1], BOX.y[1]]) + 1e-9
        assert ((low <= drawn) & (drawn <= high)).all()
        if BOX.contains(end):
            assert rows[last] == pytest.approx(end)
        # All of the segment that is in the bounds lies between two drawn places, which lie on it.
        step = end - begin
        shares = (drawn - begin) @ step / max(float(step @ step), 1e-300)
        assert begin + shares[:, None] * step == pytest.approx(drawn, abs=1e-6)
        probes = np.linspace(0, 1, 41)
        seen = probes[BOX.contains(begin + probes[:, None] * step)]
        if len(seen) and step.any():
            assert shares.min() <= seen.min() + 1e-6
            assert shares.max() >= seen.max() - 1e-6


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
