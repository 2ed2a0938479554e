from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression, surface

if TYPE_CHECKING:
    from optviz.optimizers import Optimizer


@pytest.fixture(scope="session")
def uneven() -> Surface:
    """A surface on which no method has an easy walk."""
    text = "sin(2*x + y)*exp(-(x - y)**2/5) + 0.1*x**2 + 0.2*y**2 + 0.3*cos(3*y)"
    return from_expression(text, Bounds((-3, 3), (-3, 3)))


@pytest.fixture(scope="session")
def bowl() -> Surface:
    return from_expression("x**2 + 3*y**2", Bounds((-2, 2), (-2, 2)), minimizers=((0.0, 0.0),))


Rule = Callable[[float, int, dict[str, float]], float]


@pytest.fixture
def assert_walks_by() -> Callable[[Optimizer, Rule], None]:
    """Holds an optimizer against a rule for one coordinate in plain floats: (g, t, memory) -> step."""
    valley = surface("rosenbrock")

    def check(optimizer: Optimizer, rule: Rule, steps: int = 60) -> None:
        x, y = -0.5, 0.75
        memories: tuple[dict[str, float], dict[str, float]] = ({}, {})
        positions = simulate(optimizer, valley, (x, y), steps).positions[0]
        for t in range(1, steps + 1):
            gx, gy = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
            x, y = x + rule(gx, t, memories[0]), y + rule(gy, t, memories[1])
            assert positions[t].tolist() == pytest.approx([x, y], rel=1e-11, abs=1e-12)

    return check
