"""Gradients and Hessians: by hand, against high-precision differences of mpmath, and at kinks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optviz.language.derivatives import derive
from optviz.language.expression import CONSTANTS, parse
from optviz.language.functions import FUNCTIONS
from optviz.language.program import Program
from optviz.surfaces import Bounds, Surface, from_expression
from tests.language.precise import PRECISE

if TYPE_CHECKING:
    from collections.abc import Callable

SQUARE = Bounds((-1.0, 1.0), (-1.0, 1.0))
POINTS = np.random.default_rng(3).uniform(0.1, 0.9, (7, 2))
CORNERS = np.array([[x, y] for x in (-1.0, 0.0, 1.0) for y in (-1.0, 0.0, 1.0)])


@pytest.mark.parametrize(
    ("text", "gradient"),
    [
        ("1.0", "0 0"),
        ("x", "1 0"),
        ("abs(x - 0.5)", "sign(x-0.5) 0"),
        ("max(x, y)", "x>y y>x"),
        ("min(x, y)", "x<y y<x"),
        ("sign(x) + floor(3*y) + step(y)", "0 0"),
        ("x**y", "y*x**(y-1) x**y*log(x)"),
        ("e**x*2**y", "exp(x)*2**y log(2)*exp(x)*2**y"),
        ("sqrt(x**2)", "1 0"),
        ("abs(log(x))*tan(y)", "-tan(y)/x -log(x)*(1+tan(y)**2)"),
        ("exp(1000000000*log(x/2)) + y", "0 1"),
        ("x/3 - (1 - x)/y", "1/3+1/y (1-x)/y**2"),
        ("-(x*-y)", "y x"),
    ],
)
def test_gradients_by_hand(text: str, gradient: str) -> None:
    x, y = POINTS.T
    names = {"x": x, "y": y, "sign": np.sign, "log": np.log, "exp": np.exp, "tan": np.tan}
    expected = [eval(part, names) + 0 * x for part in gradient.split()]  # noqa: S307  (this file's own text)
    found = from_expression(text, SQUARE).gradient(POINTS)
    np.testing.assert_allclose(found, np.transpose(expected).astype(float), rtol=1e-12, atol=1e-14)


def test_parameters_are_numbers_in_the_program() -> None:
    program = Program({**CONSTANTS, "n": 2.0})
    derivatives = derive(parse("x**n", ("x", "y", "n")), program, careful=False)
    assert program.value(derivatives.hessian[0]) == 2.0
    assert program.value(derivatives.gradient[1]) == 0.0


# Random expressions.

_LEAVES = st.sampled_from(["x", "y", "0.5", "2", "3", "1.25"])
_UNARY = [f"{name}(%s)" for name, function in FUNCTIONS.items() if function.arguments[0] == 1]
_BINARY = [f"{name}(%s, %s)" for name, function in FUNCTIONS.items() if function.arguments[0] == 2 and name != "clip"]
_BINARY += ["(%s + %s)", "(%s - %s)", "(%s*%s)", "(%s/%s)", "where(%s < %s, x, y**2)"]


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def filled(form: str, parts: list[str]) -> str:
        return form % tuple(parts[: form.count("%s")])

    powers = st.builds("({})**{}".format, inner, st.sampled_from(["2", "3", "0.5", "1.5", "(1/3)", "(-1)", "y"]))
    return powers | st.builds(filled, st.sampled_from([*_UNARY, *_BINARY]), st.lists(inner, min_size=2, max_size=2))


TEXTS = st.recursive(_LEAVES, _larger, max_leaves=8)
PLAIN: dict[str, Callable[..., object]] = {
    **{name: getattr(mpmath, name) for name in FUNCTIONS if hasattr(mpmath, name)},
    **PRECISE,
    "pow": lambda u, v: u**v,
    "square": lambda u: u**2,
    "reciprocal": lambda u: 1 / u,
    "relu": lambda u: max(u, 0),
    "clip": lambda u, v, w: min(max(u, v), w),
    "hypot": lambda u, v: mpmath.sqrt(u * u + v * v),
    "where": lambda test, u, v: u if test else v,
}


def _surface(text: str) -> Surface:
    try:
        return from_expression(text, SQUARE)
    except Exception:
        assume(False)
        raise


def _precise(text: str) -> Callable[[object, object], object]:
    code = compile(text.replace("1/3", "third"), "<expression>", "eval")
    third = mpmath.mpf(1 / 3)  # as double precision has it
    return lambda x, y: eval(code, {**PLAIN, "third": third, "x": x, "y": y})  # noqa: S307  (this file's own text)


@settings(max_examples=150)
@given(TEXTS, st.tuples(st.floats(0.15, 1.9), st.floats(0.15, 1.9)))
def test_derivatives_are_limits_of_differences(text: str, place: tuple[float, float]) -> None:
    """mpmath's differences with 60 digits are the oracle; where nearby orders of them differ, it has no answer."""
    surface, point = _surface(text), np.array(place)
    plain = _precise(text)
    found = [*surface.gradient(point), *surface.hessian(point).ravel()[[0, 1, 3]]]
    with mpmath.workdps(60):
        try:
            x, y = map(mpmath.mpf, place)
            value = plain(x, y)
            expected = [mpmath.diff(plain, (x, y), order) for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))]
        except (ArithmeticError, ValueError, TypeError):
            return
        if not all(isinstance(each, mpmath.mpf) and abs(each) < 1e8 for each in [value, *expected]):  # not real
            return
    scale = 1 + max(abs(float(each)) for each in [value, *expected])
    np.testing.assert_allclose(found, [float(each) for each in expected], rtol=1e-6, atol=1e-9 * scale)


@settings(max_examples=300)
@given(TEXTS)
def test_wherever_the_value_is_finite_the_derivatives_are(text: str) -> None:
    surface = _surface(text)
    values, gradient, hessian = surface.value(CORNERS), surface.gradient(CORNERS), surface.hessian(CORNERS)
    finite = np.isfinite(values) & (np.abs(values) < 1e100)
    assert np.isfinite(gradient[finite]).all()
    assert np.isfinite(hessian[finite]).all()


# Kinks.

_CORNERED = ["abs({0})", "relu({0})", "max({0}, {1})", "min({0}, {1})", "hypot({0}, {1})", "clip({0}, -1, 1)"]
_SMOOTH = [
    "({0} + {1})",
    "({0} - {1})",
    "({0})*({1})",
    "({0})**2",
    "sin({0})",
    "exp({0})",
    "atan({0})",
    "abs({0})**1.5",
]
NESTED = st.recursive(
    st.sampled_from(["x", "y", "0", "1", "x - y", "x**2", "2*x", "-y"]),
    lambda inner: st.builds(lambda form, u, v: form.format(u, v), st.sampled_from(_CORNERED + _SMOOTH), inner, inner),
    max_leaves=8,
)


def _one_sided(plain: Callable[[object, object], object], point: tuple[int, int], axis: int) -> list[float] | None:
    """The one-sided differences along an axis; None where they do not settle."""
    found: list[float] = []
    start = [mpmath.mpf(coordinate) for coordinate in point]
    for side in (1, -1):
        quotients = []
        for step in (mpmath.mpf(10) ** -12, mpmath.mpf(10) ** -24):
            moved = list(start)
            moved[axis] += side * step
            quotients.append((plain(*moved) - plain(*start)) / (side * step))  # type: ignore[operator]
        if not abs(quotients[0] - quotients[1]) < 1e-6 * (1 + abs(quotients[1])) < 1e6:
            return None
        found.append(float(quotients[1]))
    return found


@settings(max_examples=300)
@given(NESTED, st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1), (-1, 0)]))
def test_at_kinks_the_gradient_is_the_mean_of_one_sided_differences(text: str, point: tuple[int, int]) -> None:
    surface, plain = _surface(text), _precise(text)
    gradient = surface.gradient(np.array(point, float))
    for axis in (0, 1):
        with mpmath.workdps(60):
            sides = _one_sided(plain, point, axis)
        if sides is not None:
            np.testing.assert_allclose(gradient[axis], sum(sides) / 2, rtol=1e-6, atol=1e-6)


def test_a_choice_has_the_slopes_of_what_is_chosen() -> None:
    for text, slope in [("where(x > 0, log(x), 3*x)", 3.0), ("where(x >= 0, 3*x, 1/x)", 3.0)]:
        assert from_expression(text, SQUARE).gradient(np.zeros(2))[0] == slope, text


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("abs(x) + max(y, 0)", (0, 0), (0, 0.5)),
        ("sqrt(x**2 + y**2)", (0, 0), (0, 0)),
        ("(x**2 + y**2)**0.25", (0, 0), (0, 0)),
        ("sqrt(abs(x))*y", (0, 2), (0, 0)),
        ("1 - sqrt(max(0, 1 - x**2 - y**2))", (1, 0), (0, 0)),
        ("1 - sqrt(max(0, 1 - x**2 - y**2))", (2, 0), (0, 0)),
        ("exp(-1/x**2) + y", (0, 1), (0, 1)),
        ("atan(1/x) + x", (0, 0), (1, 0)),
        ("1/(1 + exp(-1000*x)) + 2*y", (-1, 0), (0, 2)),
        ("acos(x)", (1, 0), (0, 0)),
        ("x**y", (0, 2), (0, 0)),
        ("abs(x)**y", (0, 1.5), (0, 0)),
        ("sqrt(sqrt(x**2 + y**2))", (0, 0), (0, 0)),
        ("exp(log(x)*2)", (0, 0), (0, 0)),
    ],
)
def test_at_a_kink_and_on_flat_pieces(text: str, point: tuple[float, float], gradient: tuple[float, float]) -> None:
    surface = from_expression(text, SQUARE)
    assert surface.gradient(np.array(point, float)).tolist() == list(gradient)
    assert np.isfinite(surface.hessian(np.array(point, float))).all()


def test_a_point_at_a_kink_leaves_the_others_as_they_are() -> None:
    surface = from_expression("sqrt(x**2 + y**2)", SQUARE)
    together = surface.gradient(CORNERS)
    np.testing.assert_array_equal(together, np.stack([surface.gradient(point) for point in CORNERS]))
    assert together[4].tolist() == [0.0, 0.0]


def test_what_overflows_and_what_has_no_value_stays_so() -> None:
    surface = from_expression("1/x + log(y)", SQUARE)
    assert not np.isfinite(surface.gradient(np.array([[0.0, 1.0], [1.0, 0.0], [np.nan, 1.0]]))).all(axis=1).any()


# Hostile expressions.

TERMS = "x+sin(x)+cos(y)+exp(x)+tan(y)+x*y+sinh(x)+atan(y)+tanh(x)+sqrt(y)"
HOSTILE = [
    "cosh((x+y)**100)",
    "log(cosh(x**100))",
    f"cosh(({TERMS})**9)",
    "atan(1/(x-x))*y",
    "sinh(1/(x-x)+y)",
    "*".join(["(x + y)"] * 58),
    "sin(" * 58 + "x" + ")" * 58,
    "x" + "**x" * 40,
    "(" * 50 + "x" + "**2)" * 50,
    "exp(" * 25 + "x*y" + ")**y" * 25,
    "x**1e300 + (-y)**-1e300",
    "((x+1)**(1/3) - y)**1e6",
    "max(" * 30 + "x" + ",y*x)" * 30,
    "1/(x/x-1)",
    "log(0*x)",
    "(x-x)**(y-y)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_derivation_takes_few_operations(text: str) -> None:
    program = Program(CONSTANTS)
    derivatives = derive(parse(text, ("x", "y")), program, careful=True)
    assert len(derivatives.hessian) == 4
    assert len(program.operations) < 50 * len(text)
    surface = from_expression(text, SQUARE)
    assert surface.gradient(POINTS).shape == (7, 2)
    assert surface.hessian(POINTS).shape == (7, 2, 2)


def test_the_number_of_operations_grows_with_the_expression_only() -> None:
    sizes = []
    for depth in (7, 14, 28):
        program = Program(CONSTANTS)
        derive(parse("sin(x*" * depth + "y" + ")" * depth, ("x", "y")), program, careful=True)
        sizes.append(len(program.operations))
    assert math.isclose(sizes[2] - sizes[1], 2 * (sizes[1] - sizes[0]), rel_tol=0.1)
