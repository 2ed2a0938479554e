from __future__ import annotations

import numpy as np
import pytest

from optviz.surfaces import Surface, from_expression
from optviz.surfaces.base import Bounds
from optviz.surfaces.kinds.lowest import lowest

AXIS = np.linspace(-3, 3, 61)


def of(expression: str) -> Surface:
    return from_expression(expression, Bounds((-3, 3), (-3, 3)))


def test_minimizers_are_exact() -> None:
    surface = of("(x**2 + y - 11)**2 + (x + y**2 - 7)**2")
    wide = np.linspace(-5, 5, 101)
    found = np.array(lowest(surface, wide, wide))
    assert np.abs(surface.gradient(found)).max() < 1e-12
    assert len(lowest(surface, wide, wide, 1e-9)) == 4


def test_only_the_lowest_places_count() -> None:
    found = lowest(of("-exp(-(x + 1)**2 - (y - 1)**2) - 0.9*exp(-(x - 1.5)**2 - (y + 1)**2)"), AXIS, AXIS)
    assert len(found) == 1
    assert found[0] == pytest.approx((-1, 1), abs=0.01)
    assert len(lowest(of("-exp(-(x + 1)**2 - (y - 1)**2) - 0.9*exp(-(x - 1.5)**2 - (y + 1)**2)"), AXIS, AXIS, 0.2)) == 2


@pytest.mark.parametrize("expression", ["x", "-x - y", "1 + 0*x", "(x - 3)**2 + y**2", "x**2 - y**2", "cos(x + y)"])
def test_where_the_edge_is_as_low_there_are_none(expression: str) -> None:
    assert lowest(of(expression), AXIS, AXIS) == ()


def test_a_place_between_samples_is_one() -> None:
    (found,) = lowest(of("(x - 0.03)**2 + (y - 0.03)**2"), AXIS, AXIS)
    assert found == pytest.approx((0.03, 0.03))
