from __future__ import annotations

import numpy as np
import pytest

from optviz.geometry import Area
from optviz.scene.notes.ground import NEVER, Ground

AREA = Area(10, 20, 100, 60)


@pytest.fixture
def ground() -> Ground:
    return Ground(AREA, 2.0)


def test_what_a_rectangle_covers_is_the_sum_of_its_cells(ground: Ground) -> None:
    ground.costs[:] = np.random.default_rng(1).integers(0, 9, ground.costs.shape)
    covered = ground.under(9.5, 6.0)
    assert covered.shape == (28, 46)
    for row, column in ((0, 0), (5, 7), (27, 45)):
        assert covered[row, column] == pytest.approx(ground.costs[row : row + 3, column : column + 5].sum())


def test_a_rectangle_as_large_as_the_area_has_one_place(ground: Ground) -> None:
    assert Ground(Area(0, 0, 99.5, 59.5), 2.0).under(99.5, 59.5).shape == (1, 1)
    assert ground.under(100, 60).shape == (1, 1)


def test_areas_cover_the_cells_that_they_touch(ground: Ground) -> None:
    ground.block([Area(15, 25, 4, 2), Area(0, 0, 5, 5), Area(108, 78, 50, 50), Area(200, 25, 10, 10)], 7.0)
    rows, columns = np.nonzero(ground.costs)
    assert {*zip(rows.tolist(), columns.tolist(), strict=True)} == {
        *((row, column) for row in (2, 3) for column in (2, 3, 4)),
        (29, 49),
    }


def test_squares_round_points_reach_in_from_outside(ground: Ground) -> None:
    ground.mark(np.array([[9.0, 50.0], [np.nan, 50.0], [500.0, 50.0]]), 4.0, 3.0)
    rows, columns = np.nonzero(ground.costs)
    assert {*rows.tolist()} == {13, 14, 15, 16, 17}
    assert {*columns.tolist()} == {0, 1}


def test_a_path_covers_every_cell_that_it_passes(ground: Ground) -> None:
    ground.trace(np.array([[11.0, 21.0], [109.0, 21.0], [np.nan, np.nan], [11.0, 41.0], [11.0, 79.0]]), 2.0)
    assert (ground.costs[0] == 2).sum() >= 49
    assert (ground.costs[10:29, 0] == 2).all()
    assert not ground.costs[1:9].any()
    ground.trace(np.array([[0.0, 0.0], [1e12, 1e12]]), 2.0)


def test_what_costs_more_stays(ground: Ground) -> None:
    ground.block([AREA], NEVER)
    ground.block([AREA], 1.0)
    ground.trace(np.array([[10.0, 20.0], [110.0, 80.0]]), 1.0)
    assert (ground.costs == NEVER).all()


def test_more_on_a_copy_is_not_on_the_first(ground: Ground) -> None:
    ground.copy().block([AREA], 1.0)
    assert not ground.costs.any()


def test_lines_cost_what_they_pass_over(ground: Ground) -> None:
    ground.block([Area(40, 20, 20, 59.9)], 5.0)
    begin, end = (
        np.array([[12.0, 50.0], [12.0, 50.0], [np.nan, 1.0]]),
        np.array([[108.0, 50.0], [30.0, 70.0], [3.0, 1.0]]),
    )
    over, beside, nowhere = ground.along(begin, end).tolist()
    assert over == pytest.approx(5 * 11, rel=0.2)
    assert beside == nowhere == 0
