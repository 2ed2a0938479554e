from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.markers import marker_shape
from optviz.drawing.outlines import Outline
from optviz.drawing.shapes import closed
from optviz.drawing.simplified import CLOSE, LINE, MOVE, needed, simplified, unbroken

TURN = np.linspace(0, 2 * np.pi, 2001)
CIRCLE = 100 * np.column_stack([np.cos(TURN), np.sin(TURN)])


@pytest.mark.parametrize("tolerance", [0.01, 0.4])
def test_nothing_that_is_left_out_is_further_away_than_the_tolerance(tolerance: float) -> None:
    rows = needed(CIRCLE, tolerance)
    assert rows[0] == 0
    assert rows[-1] == 2000
    assert len(rows) < 300
    middles = (CIRCLE[rows[1:]] + CIRCLE[rows[:-1]]) / 2
    assert (100 - np.hypot(*middles.T)).max() <= tolerance


def test_a_line_that_comes_back_keeps_its_turn() -> None:
    there = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [2.0, 0.0], [0.0, 0.0]])
    assert needed(there, 0.1).tolist() == [0, 2, 4]


@pytest.mark.parametrize("points", [[[3.0, 4.0]], [[3.0, 4.0], [3.0, 4.0]]])
def test_ends_stay(points: list[list[float]]) -> None:
    assert needed(np.array(points), 1.0).tolist() == list(range(len(points)))


def test_interruptions_stay_between_the_parts_of_a_line() -> None:
    gap = [np.nan, np.nan]
    line = Outline(np.array([gap, [0, 0], [1, 0], [2, 0], gap, gap, [5, 5], gap, [0, 9], [4, 9.001], [8, 9], gap]))
    found = simplified(line, 0.1).vertices
    assert [found[first:end].tolist() for first, end in unbroken(found)] == [
        [[0, 0], [2, 0]],
        [[5, 5]],
        [[0, 9], [8, 9]],
    ]
    assert not len(simplified(Outline(np.array([gap, gap])), 0.1).vertices)


def test_the_parts_of_an_area_stay_closed() -> None:
    area = closed(np.stack([CIRCLE, CIRCLE[::-1] / 2]))
    found = simplified(area, 0.1)
    assert found.codes is not None
    assert len(found.vertices) < 200
    assert np.flatnonzero(found.codes == MOVE).tolist() == [0, np.flatnonzero(found.codes == CLOSE)[0] + 1]
    assert set(found.codes.tolist()) == {MOVE, LINE, CLOSE}


def test_what_closes_an_area_need_not_say_where() -> None:
    codes = np.array([MOVE, LINE, LINE, LINE, CLOSE], np.uint8)
    square = Outline(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]), codes)
    elsewhere = square._replace(vertices=np.concatenate([square.vertices[:-1], [[99.0, 99.0]]]))
    assert simplified(square, 0.1).codes is not None
    assert len(simplified(elsewhere, 0.1).vertices) == 5


def test_curves_stay() -> None:
    ring = marker_shape("o", 9.0)
    assert (simplified(ring, 5.0).vertices == ring.vertices).all()
