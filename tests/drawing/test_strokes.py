from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.strokes import Stroke, corners
from optviz.geometry import Area

WITHIN = Area(10, 10, 80, 60)


@pytest.mark.parametrize(
    "points",
    [[[20, 20], [50, 40]], [[-50, 30], [200, 45]], [[30, 30], [40, 35], [np.nan, 0], [20, 69], [40, 69]]],
)
def test_it_is_drawn_in_its_area_and_nowhere_else(points: list[list[float]]) -> None:
    canvas = Canvas((100, 80), 72)
    canvas.clear("#FFFFFF")
    stroke = Stroke(np.array(points, dtype=float), "#000000", 1.5, "#FF0000", WITHIN, canvas.point, dash=(3, 2))
    stroke.draw(canvas)
    rows, columns = np.nonzero((canvas.pixels[::-1, :, :3] != 255).any(axis=-1))
    assert len(rows) >= 10
    area = stroke.area
    assert columns.min() >= area.left - 1
    assert columns.max() <= area.right
    assert rows.min() >= area.bottom - 1
    assert rows.max() <= area.top


@pytest.mark.parametrize("points", [[[np.nan, np.nan]] * 3, [[200.0, 300.0], [400.0, 300.0]]])
def test_what_is_not_in_view_has_hardly_an_area(points: list[list[float]]) -> None:
    stroke = Stroke(np.array(points), "#000000", 1.5, "#FF0000", WITHIN, 1.0)
    assert stroke.area.width * stroke.area.height < 25
    assert WITHIN.contains(np.array([stroke.area[:2]])).all()


def test_a_straight_line_of_many_points_is_drawn_where_it_is() -> None:
    shares = np.linspace(0, 1, 49)[:, None]
    line = np.array([85.198, 45.086]) + shares * (np.array([15.684, 45.679]) - [85.198, 45.086])
    gap = np.full((1, 2), np.nan)
    broken = np.concatenate([line[:20], gap, line[25:]])
    assert len(corners(line)) == 2
    np.testing.assert_array_equal(corners(broken), np.concatenate([line[[0, 19]], gap, line[[25, 48]]]))
    bent = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.1], [1.0, 0.0]])
    np.testing.assert_array_equal(corners(bent), bent)
    for few in (line[:0], line[:1], line[:2]):
        np.testing.assert_array_equal(corners(few), few)
