from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz.geometry import Area, Box, boxes, extent, hull, moved, near, snapped, turned, whole

SIZE = WIDTH, HEIGHT = 40, 30
places = st.floats(-60, 90)
sides = st.floats(0.01, 70)
areas = st.builds(Area, places, places, sides, sides)


@st.composite
def within(draw: st.DrawFn, size: tuple[int, int] = SIZE) -> Box:
    """A box in a picture that holds something."""
    (left, right), (top, bottom) = (
        sorted(draw(st.lists(st.integers(0, side), min_size=2, max_size=2, unique=True))) for side in size
    )
    return Box(left, top, right, bottom)


masks = st.lists(st.booleans(), min_size=20, max_size=20).map(lambda bits: np.array(bits, dtype=bool).reshape(4, 5))


def pixels(box: Box | None) -> np.ndarray:
    """The pixels of a picture that a box holds."""
    found = np.zeros((HEIGHT, WIDTH), dtype=bool)
    if box:
        found[box.rows_columns] = True
    return found


@given(areas)
def test_the_box_of_an_area_holds_just_the_pixels_it_touches(area: Area) -> None:
    columns, rows = np.arange(WIDTH), HEIGHT - 1 - np.arange(HEIGHT)  # how far each pixel lies from left and from below
    across = (columns < area.right) & (columns + 1 > area.left)
    upward = (rows < area.top) & (rows + 1 > area.bottom)
    assert (pixels(area.box(SIZE)) == upward[:, None] & across).all()


@given(within())
def test_a_box_is_the_box_of_its_area(box: Box) -> None:
    height = box.bottom - box.top
    area = Area(box.left, turned(box.bottom, HEIGHT), box.right - box.left, height)
    assert area.box(SIZE) == box


@given(areas, st.floats(0, 5))
def test_a_margin_grows_an_area_to_all_sides(area: Area, margin: float) -> None:
    assert area.box(SIZE, margin) == area.shrunk(*[-margin] * 4).box(SIZE)


@given(st.lists(areas, max_size=5))
def test_many_boxes_are_those_of_each_area(several: list[Area]) -> None:
    low = np.array([[area.left, area.bottom] for area in several]).reshape(-1, 2)
    high = np.array([[area.right, area.top] for area in several]).reshape(-1, 2)
    assert boxes(low, high, SIZE) == [area.box(SIZE) for area in several]


def test_nothing_has_no_box() -> None:
    nowhere = np.full((1, 2), np.inf)
    assert boxes(nowhere, -nowhere, SIZE) == [None]


@given(areas, st.lists(st.tuples(places, places), min_size=1, max_size=8))
def test_the_nearest_points_lie_in_an_area_and_points_in_it_stay(area: Area, points: list[tuple[float, float]]) -> None:
    given_points = np.array(points)
    moved_points = area.nearest(given_points)
    inside = area.contains(given_points)
    assert area.contains(moved_points, 1e-9).all()
    assert (moved_points[inside] == given_points[inside]).all()
    assert (moved_points[~inside] != given_points[~inside]).any(axis=1).all()
    distance = np.abs(moved_points - given_points).max(axis=1)
    assert (area.contains(given_points, 3.0) == (distance <= 3.0))[np.abs(distance - 3) > 1e-9].all()


def test_areas_shrink_and_know_their_edges() -> None:
    area = Area(10, 20, 100, 50)
    assert (area.right, area.top) == (110, 70)
    assert area.shrunk(1, 2, 3, 4) == (11, 22, 96, 44)


@given(st.floats(3, WIDTH - 4), st.floats(3, HEIGHT - 4), st.integers(1, 3))
def test_what_is_near_surrounds_the_pixel_that_holds_a_place(x: float, y: float, reach: int) -> None:
    box = near(x, y, reach, SIZE)
    assert box is not None
    assert (box.right - box.left, box.bottom - box.top) == (2 * reach, 2 * reach)
    assert box.left + reach == int(x)
    assert turned(box.bottom, HEIGHT) + reach == int(y)


def test_places_are_snapped_and_turned() -> None:
    assert snapped(3.4, 7.6) == (3, 8)
    assert turned(turned(3.25, HEIGHT), HEIGHT) == 3.25
    assert turned(np.array([0.0, 30.0]), HEIGHT).tolist() == [30, 0]
    assert whole(SIZE) == Box(0, 0, *SIZE)


@given(st.lists(within(), min_size=1, max_size=5))
def test_a_hull_holds_all_boxes_and_touches_some_on_every_side(several: list[Box]) -> None:
    found = hull(several, SIZE)
    assert found is not None
    assert (pixels(found) >= np.logical_or.reduce([pixels(box) for box in several])).all()
    for side, farthest in enumerate((min, min, max, max)):
        assert found[side] == farthest(box[side] for box in several)


@pytest.mark.parametrize("several", [[], [Box(50, 0, 55, 4)], [Box(2, 2, 2, 4)]])
def test_boxes_that_hold_nothing_have_no_hull(several: list[Box]) -> None:
    assert hull(several, SIZE) is None


def test_a_hull_is_cut_to_the_picture() -> None:
    assert hull([Box(-3, 1, 2, 2), Box(3, -1, 99, 2)], SIZE) == Box(0, 0, WIDTH, 2)


@given(masks, st.integers(0, 9), st.integers(0, 9))
def test_an_extent_holds_all_that_is_true_and_no_row_or_column_more(mask: np.ndarray, left: int, top: int) -> None:
    found = extent(mask, Box(left, top, left + 5, top + 4))
    if found is None:
        assert not mask.any()
        return
    inside = np.zeros((HEIGHT, WIDTH), dtype=bool)
    inside[top : top + 4, left : left + 5] = mask
    assert not (inside & ~pixels(found)).any()
    cut = inside[found.rows_columns]
    assert all(edge.any() for edge in (cut[0], cut[-1], cut[:, 0], cut[:, -1]))


@given(within((9, 9)), within((20, 20)))
def test_a_moved_box_keeps_its_size(box: Box, other: Box) -> None:
    found = moved(box, other)
    assert (found.left - other.left, found.top - other.top) == box[:2]
    assert (found.right - found.left, found.bottom - found.top) == (box.right - box.left, box.bottom - box.top)


def test_the_corners_of_an_area_run_round_it() -> None:
    assert Area(1, 2, 3, 4).corners.tolist() == [[1, 2], [4, 2], [4, 6], [1, 6], [1, 2]]
