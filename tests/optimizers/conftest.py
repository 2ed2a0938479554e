from __future__ import annotations

import pytest

from optviz.surfaces import Bounds, Surface, from_expression


@pytest.fixture(scope="session")
def uneven() -> Surface:
    """A surface on which no method has an easy walk."""
    text = "sin(2*x + y)*exp(-(x - y)**2/5) + 0.1*x**2 + 0.2*y**2 + 0.3*cos(3*y)"
    return from_expression(text, Bounds((-3, 3), (-3, 3)))


@pytest.fixture(scope="session")
def bowl() -> Surface:
    return from_expression("x**2 + 3*y**2", Bounds((-2, 2), (-2, 2)), minimizers=((0.0, 0.0),))
