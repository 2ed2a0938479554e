from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from optviz.scene.traces import lengths
from optviz.scene.vector.paced import paced

PLACES = st.lists(st.tuples(*[st.floats(-50, 50)] * 2), min_size=2, max_size=40)


@given(PLACES, st.floats(0.05, 3.0))
def test_no_point_is_far_from_where_the_shorter_path_is_by_then(places: list[tuple[float, float]], most: float) -> None:
    points = np.array(places)
    along = lengths(points)
    rows = paced(points, along, most)
    assert rows[0] == 0
    assert rows[-1] == len(points) - 1
    for first, last in pairwise(rows.tolist()):
        span = along[last] - along[first]
        for row in range(first, last + 1):
            share = (along[row] - along[first]) / (span or 1.0)
            straight = points[first] + share * (points[last] - points[first])
            assert np.hypot(*(points[row] - straight)) <= most + 1e-9


def test_who_goes_to_and_fro_keeps_every_turn() -> None:
    points = np.array([[0.0, 0], [30, 0], [0, 0], [30, 0], [0, 0]])
    assert paced(points, lengths(points), 0.5).tolist() == [0, 1, 2, 3, 4]


def test_a_straight_walk_keeps_its_ends() -> None:
    points = np.column_stack([np.linspace(0, 90, 50), np.zeros(50)])
    assert paced(points, lengths(points), 0.1).tolist() == [0, 49]
