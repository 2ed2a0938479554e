from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optviz
from optviz.errors import ScenarioError
from optviz.surfaces import Bounds, FormulaSurface, from_expression, surface

SQUARE = Bounds((-2.0, 2.0), (-1.0, 1.0))


@pytest.mark.parametrize(
    "bounds",
    [
        (-2, 2, -1, 1),
        ((-2, 2), (-1, 1)),
        [[-2, 2], [-1, 1]],
        np.array([-2, 2, -1, 1]),
        np.array([[-2, 2], [-1, 1]]),
        {"x": [-2, 2], "y": (-1, 1)},
        SQUARE,
    ],
    ids=["flat", "pairs", "lists", "array", "array of pairs", "mapping", "instance"],
)
def test_a_text_and_bounds_are_a_surface(bounds: Any) -> None:
    assert optviz.surface("x**2 + 9*y**2", bounds=bounds) == from_expression("x**2 + 9*y**2", SQUARE)


def test_a_name_is_a_surface_of_the_catalogue() -> None:
    assert surface("rosenbrock", b=10).parameters == {"a": 1, "b": 10}
    assert surface("beale", bounds=(-2, 2, -1, 1)).bounds == SQUARE
    own = surface("x", bounds=SQUARE)
    assert isinstance(own, FormulaSurface)
    assert own.expression == "x"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"name": "x**2 + y**2"},
            r"^the expression x\*\*2 \+ y\*\*2 needs bounds: .* in Python bounds=\(-2, 2, -2, 2\)$",
        ),
        ({"name": "x*z"}, "unknown name 'z'"),
        ({"name": "x*z", "bounds": SQUARE}, "unknown name 'z'"),
        ({"name": "beel"}, "^unknown surface 'beel'; did you mean 'beale'"),
        ({"name": "beel", "bounds": SQUARE}, "^unknown surface 'beel'; did you mean 'beale'"),
        ({"name": ""}, "expression"),
        ({"name": 3}, "^surface: expected a name, an expression or a function, not 3$"),
        ({"name": None, "bounds": SQUARE}, "^surface: expected a name, an expression or a function, not nothing$"),
        ({"name": "x*y", "bounds": SQUARE, "b": 3}, "^b: an expression has no parameters"),
        ({"name": "rosenbrock", "c": 3}, "^unknown key 'c' in surface 'rosenbrock'"),
        ({"name": "rosenbrock", "b": "much"}, "^b: expected a number"),
        ({"name": "x*y", "bounds": (0, 1, 0)}, "^bounds: expected .* not a list of 3$"),
        ({"name": "x*y", "bounds": (0, 1, 0, 1, 0)}, "^bounds: expected .* not a list of 5$"),
        ({"name": "x*y", "bounds": 3}, r"^bounds: expected \(low x, high x, low y, high y\), not 3$"),
        ({"name": "x*y", "bounds": np.ndarray}, "^bounds: expected .* not type$"),
        ({"name": "x*y", "bounds": (0, "a", 0, 1)}, "^x: expected a number, not 'a'$"),
        ({"name": "x*y", "bounds": (1, 0, 0, 1)}, "^x: must be two finite numbers, the lower one first"),
        ({"name": "x*y", "bounds": {"x": (0, 1)}}, "^bounds needs 'y'$"),
        ({"name": "beale", "bounds": (0, 1)}, "^bounds: expected .* not a list of 2$"),
    ],
)
def test_what_does_not_fit_is_told(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        surface(**arguments)
