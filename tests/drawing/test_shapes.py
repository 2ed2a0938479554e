from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.path import Path

from optviz.drawing.canvas import Canvas
from optviz.drawing.markers import marker_shape
from optviz.drawing.shapes import Edge, Pen, Shapes, arrows, closed, ellipses, parallel
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.arrays import Array

PEN = Pen(2.0, 6.0, 8.0)


def test_an_arrow_leads_from_its_tail_to_its_tip() -> None:
    tails, vectors = np.array([[10.0, 20.0], [5.0, 5.0]]), np.array([[30.0, 0.0], [0.0, -40.0]])
    outlines = arrows(tails, vectors, PEN)
    assert outlines[:, 3] == pytest.approx(tails + vectors)
    assert (outlines[:, 0] + outlines[:, 6]) / 2 == pytest.approx(tails)
    assert outlines[:, 0] == pytest.approx(outlines[:, -1])
    assert np.hypot(*(outlines[:, 2] - outlines[:, 4]).T) == pytest.approx([6, 6])
    assert np.hypot(*(outlines[:, 0] - outlines[:, 6]).T) == pytest.approx([2, 2])


def test_the_head_of_a_short_arrow_is_small() -> None:
    (outline,) = arrows(np.zeros((1, 2)), np.array([[5.0, 0.0]]), PEN)
    assert outline[:, 0].min() == pytest.approx(0)
    assert outline[3, 0] - outline[2, 0] == pytest.approx(3)
    assert np.isfinite(arrows(np.zeros((1, 2)), np.zeros((1, 2)), PEN)).all()


def test_a_larger_pen() -> None:
    assert PEN.scaled(1.5) == (3, 9, 12)


def test_an_ellipse_has_its_half_axes() -> None:
    (outline,) = ellipses(np.array([[3.0, 4.0]]), np.array([[20.0, 5.0]]))
    assert outline.min(axis=0) == pytest.approx([-17, -1])
    assert outline.max(axis=0) == pytest.approx([23, 9])


def test_one_path_holds_all_outlines() -> None:
    outline = closed(ellipses(np.array([[3.0, 4.0], [30.0, 4.0]]), np.full((2, 2), 5.0)))
    path = Path(outline.vertices, outline.codes)
    assert [path.contains_point(point) for point in ((3, 4), (30, 4), (15, 4))] == [True, True, False]


@pytest.mark.parametrize("place", [[50.0, 40.0], [98.0, 79.0], [4.0, 6.0]])
def test_their_area_holds_all_of_them(place: list[float]) -> None:
    canvas, within = Canvas((120, 100), 100), Area(10, 10, 90, 70)
    canvas.clear("#FFFFFF")
    outlines = ellipses(np.array([place]), np.array([[12.0, 8.0]]))
    shapes = Shapes(outlines, within, canvas.point, (Edge("#FF0000", 6), Edge("#000000", 2)), "#00FF00", 0.5)
    shapes.draw(canvas)
    rows, columns = np.nonzero((canvas.pixels[::-1, :, :3] != 255).any(axis=-1))
    area = shapes.area
    assert len(rows) > 20
    assert area.left - 1 <= columns.min() <= columns.max() < area.right + 1
    assert area.bottom - 1 <= rows.min() <= rows.max() < area.top + 1
    assert within.left <= area.left < area.right <= within.right
    assert within.bottom <= area.bottom < area.top <= within.top


@pytest.mark.parametrize("letter", "osD^v<>PX*ph")
@pytest.mark.parametrize("distance", [-1.2, -0.4, 0.4, 1.2])
def test_a_parallel_outline_runs_so_far_beside_a_shape(letter: str, distance: float) -> None:
    outline = marker_shape(letter, 30.0)
    moved = parallel(outline, distance)
    if letter == "o":
        assert np.hypot(*moved.vertices[0]) == pytest.approx(np.hypot(*outline.vertices[0]) + distance)
        return
    assert moved.vertices[0] == pytest.approx(moved.vertices[-1])
    edges = list(pairwise(outline.vertices))
    for place in moved.vertices:
        assert min(_distance(place, *edge) for edge in edges) == pytest.approx(abs(distance), rel=0.05)
    inside = Path(outline.vertices).contains_points(moved.vertices)
    assert inside.all() if distance < 0 else not inside.any()


def _distance(place: Array, begin: Array, end: Array) -> float:
    """From a place to a line from one point to another, both of which belong to it."""
    share = np.clip((place - begin) @ (end - begin) / ((end - begin) @ (end - begin)), 0, 1)
    return float(np.hypot(*(place - begin - share * (end - begin))))
