"""Grid search tries the middles of cells."""

from __future__ import annotations

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

SQUARE = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))


def test_the_middles_of_cells_row_by_row_from_the_lowest() -> None:
    run = simulate(optimizer("grid_search", columns=3, rows=2), SQUARE, [0.9, 0.9], 6)
    across, up = [-2 / 3, 0, 2 / 3], [-0.5, 0.5]
    assert run.recorded["trials"][0, 1:] == pytest.approx(np.array([[x, y] for y in up for x in across]))


@pytest.mark.parametrize(
    ("given", "steps", "shape"),
    [
        ({}, 9, (3, 3)),
        ({}, 15, (3, 3)),
        ({}, 16, (4, 4)),
        ({}, 1, (1, 1)),
        ({"columns": 5}, 16, (5, 3)),
        ({"rows": 5}, 16, (3, 5)),
        ({"columns": 20}, 16, (20, 1)),
        ({"rows": 20}, 16, (1, 20)),
        ({"columns": 2, "rows": 3}, 100, (2, 3)),
    ],
)
def test_what_is_left_out_fits_into_the_steps(given: dict[str, int], steps: int, shape: tuple[int, int]) -> None:
    found = optimizer("grid_search", **given).bind(steps)
    assert getattr(found, "shape") == shape  # noqa: B009  (only grids have one)


def test_an_odd_grid_holds_the_middle_and_an_even_one_does_not() -> None:
    assert simulate(optimizer("grid_search"), SQUARE, [0.9, 0.9], 9).values[0, -1] == 0
    assert simulate(optimizer("grid_search"), SQUARE, [0.9, 0.9], 16).values[0, -1] == pytest.approx(2 * 0.25**2)


def test_once_all_is_tried_nothing_more_is_asked() -> None:
    run = simulate(optimizer("grid_search", columns=2, rows=2), SQUARE, [0.9, 0.9], 7)
    assert run.calls[0].tolist() == [0, 1, 2, 3, 4, 4, 4, 4]
    assert np.isnan(run.recorded["trials"][0, 5:]).all()
    assert run.positions[0, 4:].tolist() == [run.positions[0, 4].tolist()] * 4
