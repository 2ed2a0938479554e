from __future__ import annotations

import pickle

import numpy as np
import pytest

from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.registry import Registry
from optviz.surfaces import Bounds, from_expression, surface
from optviz.surfaces.base import Declaration

SQUARE = Bounds((-1.0, 1.0), (-2.0, 2.0))


def test_bounds_hold_their_edges() -> None:
    points = np.array([[[0.0, 0.0], [1.0, 2.0]], [[1.1, 0.0], [np.nan, 0.0]]])
    assert SQUARE.contains(points).tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize("interval", [(1.0, 1.0), (1.0, 0.0), (0.0, float("inf")), (float("nan"), 1.0)])
def test_bounds_are_finite_and_in_order(interval: tuple[float, float]) -> None:
    with pytest.raises(ParameterError, match="finite"):
        Bounds(interval, (0.0, 1.0))


@pytest.mark.parametrize("text", ["1.0", "x", "y", "0*x", "x*y"])
@pytest.mark.parametrize("shape", [(2,), (1, 2), (5, 2), (3, 4, 2), (0, 2)])
def test_constants_are_spread_over_the_points(text: str, shape: tuple[int, ...]) -> None:
    own = from_expression(text, SQUARE)
    points = np.ones(shape)
    assert own.value(points).shape == shape[:-1]
    assert own.gradient(points).shape == shape
    assert own.hessian(points).shape == (*shape, 2)


def test_results_are_nobody_elses_memory() -> None:
    points = np.array([[1.0, 2.0]])
    from_expression("x", SQUARE).value(points)[...] = 9.0
    assert points.tolist() == [[1.0, 2.0]]


def test_points_have_two_coordinates() -> None:
    with pytest.raises(ValueError, match=r"\(\.\.\., 2\)"):
        surface("sphere").value(np.zeros((2, 3)))


def test_integers_and_lists_are_points() -> None:
    assert surface("sphere").value([[1, 2]]).tolist() == [5.0]  # type: ignore[arg-type]


def test_parameters_move_the_minimizers() -> None:
    assert surface("rosenbrock").minimizers == ((1.0, 1.0),)
    assert surface("rosenbrock", a=2).minimizers == ((2.0, 4.0),)
    assert surface("rosenbrock", a=2).parameters == {"a": 2.0, "b": 100.0}


def test_unknown_names_bring_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'rosenbrock'"):
        surface("rosenbrok")
    with pytest.raises(UnknownNameError, match="did you mean 'condition'"):
        surface("ill_conditioned", conditon=3.0)


@pytest.mark.parametrize("value", [0.5, float("nan"), float("inf"), True, "3"])
def test_parameters_are_checked(value: float) -> None:
    with pytest.raises(ParameterError, match="condition"):
        surface("ill_conditioned", condition=value)


def test_an_own_expression() -> None:
    own = from_expression("x**2 + abs(y)", SQUARE, [(0, 0)], name="valley")
    assert (own.name, own.minimizers, own.parameters) == ("valley", ((0.0, 0.0),), {})
    with pytest.raises(ScenarioError):
        from_expression("x +", SQUARE)
    with pytest.raises(ScenarioError, match="finite"):
        from_expression("x", SQUARE, [(0.0, float("nan"))])


def test_a_declared_kink_has_gradient_zero() -> None:
    points = np.array([[0.0, 0.0], [3.0, 4.0]])
    wedge = from_expression("max(x, 2*x) + 0*y", SQUARE, kinks=[(0, 0)])
    assert wedge.gradient(points).tolist() == [[0.0, 0.0], [2.0, 0.0]]
    assert wedge.hessian(points)[0].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert from_expression("max(x, 2*x)", SQUARE).gradient(points)[0].tolist() == [1.5, 0.0]


def test_no_warning_of_numpy_reaches_the_caller() -> None:
    own = from_expression("log(x) + 1/y + exp(exp(x))", SQUARE)
    points = np.array([[-1.0, 0.0], [0.0, 0.0], [1e3, 1e-320]])
    with np.errstate(all="raise"):
        assert not np.isfinite(own.value(points)).any()
        assert own.gradient(points).shape == (3, 2)
        assert own.hessian(points).shape == (3, 2, 2)


def test_surfaces_travel_between_processes() -> None:
    here = surface("beale")
    points = np.array([[1.0, 2.0]])
    value, gradient = here.value(points), here.gradient(points)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301  (this test's own bytes)
    assert there == here
    assert there.value(points) == value
    assert (there.gradient(points) == gradient).all()


@pytest.mark.usefixtures("catalogues_of_its_own")
def test_a_declaration_makes_a_surface() -> None:
    catalogue: Registry[Declaration] = Registry("optviz.surfaces", Declaration, "surface")
    bounds = Bounds((-1.0, 1.0), (-1.0, 1.0))
    catalogue.add(
        Declaration("tilted", "A tilted plane", "It falls for ever.", "a*x", bounds, "", parameters={"a": 2.0})
    )
    assert catalogue["tilted"](a=3.0).gradient(np.zeros(2)).tolist() == [3.0, 0.0]


def test_parameters_that_move_minimizers_as_no_expression_tells_leave_them_unknown() -> None:
    declared = Declaration(
        "wave", "A wave", "Waves.", "x**2 + y**2 + sin(a*x)/a + b", SQUARE, "",
        minimizers=((-0.45, 0.0),), parameters={"a": 1.0, "b": 0.0}, moving=("a",),
    )  # fmt: skip
    assert declared(b=2).minimizers == ((-0.45, 0.0),)
    assert declared(a=2).minimizers == ()
    assert declared(a=2).least is None


def test_the_least_value_may_be_known_without_minimizers() -> None:
    ring = Declaration("ring", "A ring", "A ring.", "(x**2 + y**2 - 1)**2 - 3", SQUARE, "", lowest=-3.0)()
    assert (ring.minimizers, ring.least) == ((), -3.0)
    assert ring.within(Bounds((0, 1), (0, 1))).least == -3.0


def test_a_declared_expression_may_be_longer_than_one_in_a_file() -> None:
    long = " + ".join(["(x - 10)**2*1.25"] * 55)
    with pytest.raises(ScenarioError, match="longer than 1000"):
        from_expression(long, SQUARE)
    assert Declaration("long", "Long", "Long.", long, SQUARE, "")().value(np.zeros(2)) == 55 * 125


def test_where_a_surface_has_a_value() -> None:
    bell, ring = (from_expression(text, SQUARE) for text in ("exp(-1/x**2) + y", "log(1 - x**2 - y**2)"))
    assert bell.is_finite_at((0.0, 0.0))  # 1/0 is no number in plain Python
    assert ring.is_finite_at((0.1, 0.2))
    assert not ring.is_finite_at((1.0, 0.5))


def test_no_value_is_minus_zero() -> None:
    assert str(from_expression("-sqrt(max(1 - x**2, 0))", SQUARE).value(np.array([2.0, 0.0]))) == "0.0"


def test_it_is_shown_on_a_line() -> None:
    assert repr(surface("rosenbrock", b=3)) == "<Surface rosenbrock, a=1, b=3: '(a - x)**2 + b*(y - x**2)**2'>"
    assert repr(from_expression("x +\ny", SQUARE)) == r"<Surface expression: 'x +\ny'>"
    assert len(repr(surface("muller_brown"))) < 80
