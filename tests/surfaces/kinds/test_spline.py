from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.interpolate import RectBivariateSpline

from optviz.errors import ScenarioError
from optviz.surfaces.kinds.spline import Spline
from optviz.tables import Grid

if TYPE_CHECKING:
    from optviz.arrays import Array


def himmelblau(x: Array, y: Array) -> Array:
    return np.asarray((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2)


def grid(x: Array, y: Array) -> Grid:
    return Grid(x, y, himmelblau(*np.meshgrid(x, y)))


EVEN = grid(np.linspace(-5, 5, 41), np.linspace(-4, 4, 33))
UNEVEN = grid(np.linspace(-1.6, 1.7, 35) ** 3, np.array([-4, -3.5, -1, -0.9, 0.2, 1.5, 2.75, 3, 4.0]))
SMALLEST = grid(np.array([-5.0, -1, 2, 5]), np.array([-4.0, -1, 2, 4]))


@pytest.mark.parametrize("known", [EVEN, UNEVEN, SMALLEST], ids=["even", "uneven", "smallest"])
def test_it_is_the_spline_of_scipy(known: Grid) -> None:
    low, high = [known.x[0], known.y[0]], [known.x[-1], known.y[-1]]
    points = np.random.default_rng(0).uniform(low, high, (2000, 2))
    points[:4] = [low, high, [low[0], high[1]], [known.x[2], known.y[1]]]
    columns = np.ascontiguousarray(points.T)
    spline, other = Spline(known), RectBivariateSpline(known.x, known.y, known.z.T)
    wanted = [[(0, 0)], [(1, 0), (0, 1)], [(2, 0), (1, 1), (1, 1), (0, 2)]]
    for found, orders in zip((spline.value, spline.gradient, spline.hessian), wanted, strict=True):
        for row, (dx, dy) in zip(found(columns), orders, strict=True):
            expected = other.ev(*columns, dx=dx, dy=dy)
            # At the corner SciPy takes second derivatives of the one cell or the other.
            np.testing.assert_allclose(row, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("known", [EVEN, UNEVEN], ids=["even", "uneven"])
def test_it_goes_through_the_values(known: Grid) -> None:
    columns = np.stack(np.meshgrid(known.x, known.y)).reshape(2, -1)
    np.testing.assert_allclose(Spline(known).value(columns)[0], known.z.ravel(), rtol=1e-12, atol=1e-10)


def test_points_are_computed_alone() -> None:
    points = np.ascontiguousarray(np.random.default_rng(1).uniform([-5, -4], [5, 4], (20_000, 2)).T)
    spline = Spline(EVEN)
    for function in (spline.value, spline.gradient, spline.hessian):
        whole = function(points)
        for row in (0, 1, 8191, 8192, 19_999):
            np.testing.assert_array_equal(function(np.ascontiguousarray(points[:, row : row + 1]))[:, 0], whole[:, row])


@pytest.mark.parametrize("factor", [1e306, 1e300])
def test_numbers_too_large_are_refused(factor: float) -> None:
    x = y = 1e-4 * np.linspace(-1, 1, 9)
    with pytest.raises(ScenarioError, match="too large, or too near"):
        Spline(Grid(x, y, np.full((9, 9), factor) * (-1.0) ** np.arange(9)))
