from __future__ import annotations

import numpy as np
import pytest

from optviz.optimizers.newton import Newton
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression, surface

AREA = Bounds((-3, 3), (-3, 3))


def test_one_step_solves_a_quadratic_be_it_a_bowl_a_saddle_or_a_dome() -> None:
    for text in ("3*x**2 + 2*x*y + y**2 - x", "x**2 - 2*y**2 + x*y + y", "-x**2 - y**2 + x"):
        run = simulate(Newton(), from_expression(text, AREA), (1.3, -0.7), 3)
        assert run.gradient_norms[0, 1:].max() < 1e-14


def test_by_hand() -> None:
    x, y = -0.5, 0.75
    positions = simulate(Newton(damping=0.7), surface("rosenbrock"), (x, y), 12).positions[0]
    for t in range(1, 13):
        gx, gy = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        a, b, c = 2 - 400 * (y - x * x) + 800 * x * x, -400 * x, 200.0
        determinant = a * c - b * b
        x, y = x - 0.7 * (c * gx - b * gy) / determinant, y - 0.7 * (a * gy - b * gx) / determinant
        assert positions[t].tolist() == pytest.approx([x, y], rel=1e-11)


@pytest.mark.parametrize("text", ["x**2 + 0*y", "x*y**2", "x + y"])
def test_a_singular_hessian_is_recorded_as_lost(text: str) -> None:
    run = simulate(Newton(), from_expression(text, AREA), [(1.0, 0.0)] if "*y**2" in text else [(1.0, 0.5)], 3)
    flat = not run.gradient_norms[0, 0]
    assert run.diverged_at.tolist() == [-1 if flat else 1]


def test_a_stationary_point_keeps_it_even_where_the_hessian_is_singular(flat: Surface) -> None:
    run = simulate(Newton(), flat, (0.0, 0.0), 5)
    assert not run.positions.any()
    assert run.diverged_at.tolist() == [-1]


def test_tiny_curvature_does_not_vanish(flat: Surface) -> None:
    """On x^4 + y^4 each step leaves two thirds; the determinant of H is below the smallest number long before."""
    run = simulate(Newton(), flat, (1.0, 0.5), 250)
    assert run.positions[0, -1].tolist() == pytest.approx([(2 / 3) ** 250, 0.5 * (2 / 3) ** 250], rel=1e-9)
    assert np.isfinite(run.positions).all()


@pytest.fixture
def flat() -> Surface:
    return from_expression("x**4 + y**4", AREA)
