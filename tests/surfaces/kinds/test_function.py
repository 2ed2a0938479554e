from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import optviz
from optviz.errors import ParameterError, ScenarioError
from optviz.scenario import to_mapping
from optviz.surfaces import Bounds, surface

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optviz.arrays import Array

BOUNDS = (-2, 2, -1, 1)
POINTS = np.random.default_rng(0).uniform([-2, -1], [2, 1], (50, 2))
EXACT = surface("sin(x)*exp(y) + x**2", bounds=BOUNDS)


def of_arrays(x: Array, y: Array) -> Array:
    return np.sin(x) * np.exp(y) + x**2


def of_numbers(x: float, y: float) -> float:
    return math.sin(x) * math.exp(y) + (x * x if x > 0 else x**2)


def summing(x: Any, y: Any) -> Any:
    """It takes arrays, and makes one number of them."""
    return np.sum(np.sin(x) * np.exp(y) + x**2)


def only_of_arrays(x: Array, y: Array) -> Array:
    found = np.zeros(x.shape)
    found[:] = of_arrays(x, y)
    return found


def slopes(x: Any, y: Any) -> Any:
    return np.cos(x) * np.exp(y) + 2 * x, np.sin(x) * np.exp(y)


def slopes_of_numbers(x: float, y: float) -> list[float]:
    return [math.cos(x) * math.exp(y) + 2 * x, math.sin(x) * math.exp(y)]


@pytest.mark.parametrize("function", [of_arrays, of_numbers, summing, only_of_arrays, np.vectorize(of_numbers)])
def test_functions_of_arrays_and_of_numbers(function: Callable[..., Any]) -> None:
    found = surface(function, bounds=BOUNDS)
    np.testing.assert_allclose(found.value(POINTS), EXACT.value(POINTS), rtol=1e-14)
    np.testing.assert_allclose(found.gradient(POINTS), EXACT.gradient(POINTS), atol=1e-9)
    np.testing.assert_allclose(found.hessian(POINTS), EXACT.hessian(POINTS), atol=1e-6)
    assert found.value(POINTS.reshape(5, 10, 2)).shape == (5, 10)
    assert found.value(POINTS[0]).shape == ()
    assert found.gradient(POINTS[0]).shape == (2,)
    assert found.hessian(POINTS[0]).shape == (2, 2)
    assert found.notes == ("gradient by central differences, h = 6e−6 max(1, |x|)",)
    assert found.value(POINTS[:0]).shape == (0,)


@pytest.mark.parametrize("gradient", [slopes, slopes_of_numbers])
def test_a_gradient_of_ones_own(gradient: Callable[..., Any]) -> None:
    found = surface(of_arrays, bounds=BOUNDS, gradient=gradient)
    np.testing.assert_allclose(found.gradient(POINTS), EXACT.gradient(POINTS), rtol=1e-12)
    np.testing.assert_allclose(found.hessian(POINTS), EXACT.hessian(POINTS), atol=1e-8)
    assert found.notes == ()


def test_a_function_that_ignores_its_arguments() -> None:
    found = surface(lambda x, y: 3, bounds=BOUNDS)  # noqa: ARG005
    assert found.value(POINTS).tolist() == [3] * 50
    assert not found.gradient(POINTS).any()
    assert found.title == "f(x, y)"


def test_a_function_may_change_what_it_is_given() -> None:
    def careless(x: Array, y: Array) -> Array:
        x += 1
        return np.asarray(x * y)

    found, points = surface(careless, bounds=BOUNDS), POINTS.copy()
    np.testing.assert_allclose(found.value(points), (POINTS[:, 0] + 1) * POINTS[:, 1])
    np.testing.assert_array_equal(points, POINTS)


def test_its_names_and_minimizers() -> None:
    found = surface(of_arrays, bounds=BOUNDS, minimizers=[[0, 1]])
    assert (found.name, found.title, found.formula) == ("function", "of_arrays", "of_arrays")
    assert found.minimizers == ((0, 1),)
    assert found.least == pytest.approx(0)
    assert surface(of_arrays, bounds=BOUNDS, title="Mine").title == "Mine"
    assert found.bounds == Bounds((-2, 2), (-1, 1))
    assert found.within(Bounds((0, 1), (0, 1))).bounds == Bounds((0, 1), (0, 1))


@pytest.mark.parametrize(
    ("function", "gradient", "message"),
    [
        (lambda x, y: None, None, "function: it must give a real number.*, not None"),  # noqa: ARG005
        (lambda x, y: x * 1j, None, "function: it must give a real number .*, not an array of shape .* of complex128"),  # noqa: ARG005
        (lambda x, y: "high", None, "function: it must give a real number.*, not 'high'"),  # noqa: ARG005
        (lambda x, y: [1, 2, 3, 4, 5], None, "function: it must give a real number"),  # noqa: ARG005
        (of_arrays, lambda x, y: x, "gradient: it must give two values, df/dx and df/dy, not"),  # noqa: ARG005
        (of_arrays, lambda x, y: (x, None), "gradient: it must give a real number"),  # noqa: ARG005
    ],
)
def test_what_a_function_must_give(function: Any, gradient: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        surface(function, bounds=BOUNDS, gradient=gradient)


def test_what_a_function_raises_keeps_its_traceback() -> None:
    def faulty(x: Array, y: Array) -> Array:
        del x, y
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine") as caught:
        surface(faulty, bounds=BOUNDS)
    assert caught.traceback[-1].name == "faulty"


def test_what_only_functions_take() -> None:
    with pytest.raises(ParameterError, match="bounds: a function needs bounds"):
        surface(of_arrays)
    with pytest.raises(ParameterError, match="a: a function has no parameters"):
        surface(of_arrays, bounds=BOUNDS, a=1)
    for given in ({"gradient": slopes}, {"title": "Mine"}, {"minimizers": [[0, 0]]}):
        with pytest.raises(ParameterError, match="only a function of Python's takes it"):
            surface("saddle", **given)


def test_it_is_compared_and_drawn(tmp_path: Path) -> None:
    comparison = optviz.compare(of_numbers, ["sgd", "adam"], bounds=BOUNDS, steps=20, formats=("png",))
    made = comparison.save(tmp_path / "own.png")
    assert made.paths[0].stat().st_size > 1000
    run = comparison.run()[0]
    assert run.values[0, -1] < run.values[0, 0]
    again = optviz.compare(surface(of_numbers, bounds=BOUNDS), "sgd", steps=20).run()
    np.testing.assert_array_equal(again[0].positions, run.positions)


def test_a_batch_row_is_the_run_alone_where_the_function_lets_it() -> None:
    found = surface(of_arrays, bounds=BOUNDS)
    many = optviz.compare(found, "adam", start=[(1, 0.5), (-1, 0.2)], steps=30).run()
    alone = optviz.compare(found, "adam", start=(-1, 0.2), steps=30).run()
    np.testing.assert_array_equal(many[0].positions[1], alone[0].positions[0])


def test_a_file_cannot_have_it() -> None:
    comparison = optviz.compare(of_arrays, "sgd", bounds=BOUNDS)
    with pytest.raises(
        ScenarioError, match="a file cannot have the function of_arrays; an expression or a grid it can"
    ):
        comparison.to_yaml()
    assert to_mapping(comparison.scenario)["surface"] == {"name": "function", "title": "of_arrays"}
