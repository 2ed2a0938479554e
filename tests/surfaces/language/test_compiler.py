from __future__ import annotations

import numpy as np
import pytest

from optviz.surfaces.language.compiler import Expressions, compile_expressions
from optviz.surfaces.language.expression import Numeral, Symbol, parse

XY = ("x", "y")


def values(text: str, x: object, y: object, **parameters: float) -> np.ndarray:
    compiled = compile_expressions(Expressions((), (parse(text, (*XY, *parameters)),)), parameters)
    (result,) = compiled(np.atleast_1d(np.asarray(x, float)), np.atleast_1d(np.asarray(y, float)))
    return np.asarray(result)


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("x**2 + y**3", lambda x, y: x * x + y * y * y),
        ("(x - y)**4", lambda x, y: ((x - y) * (x - y)) * ((x - y) * (x - y))),
        ("x**-2", lambda x, _: 1.0 / (x * x)),
        ("x**1.5", lambda x, _: np.sqrt(x) * np.sqrt(x) * np.sqrt(x)),
        ("x**0.3", lambda x, _: np.power(x, 0.3)),
        ("x**y", np.power),
        ("2**y", lambda _, y: np.power(2.0, y)),
        ("asin(x) - acos(x) + atan(y)", lambda x, y: np.arcsin(x) - np.arccos(x) + np.arctan(y)),
        ("min(x, y) - max(x, 1/2)", lambda x, y: np.minimum(x, y) - np.maximum(x, 0.5)),
        ("step(x - 0.25)*floor(4*y)", lambda x, y: np.heaviside(x - 0.25, 0.5) * np.floor(4 * y)),
        ("-(-x)", lambda x, _: x),
    ],
)
def test_costs_and_gives_what_is_written_by_hand(text: str, by_hand: object) -> None:
    x, y = np.linspace(0.05, 0.95, 13), np.linspace(0.9, 0.1, 13)
    assert callable(by_hand)
    np.testing.assert_array_equal(values(text, x, y), by_hand(x, y))


def test_whole_powers_take_negative_bases() -> None:
    np.testing.assert_array_equal(values("x**3 + y**0", [-2.0, 0.0], [np.nan, 1.0]), [-7.0, 1.0])


def test_parameters_become_numbers() -> None:
    assert values("a*x**n", 3.0, 0.0, a=2.0, n=2.0) == 18.0


def test_shared_parts_stand_for_their_trees() -> None:
    part = ("_0", parse("x + 1", XY))
    expressions = Expressions((part,), (parse("_0*_0", ("_0",)), Symbol("_0"), Numeral(2.0)))
    square, plain, constant = compile_expressions(expressions, {})(np.array([2.0]), np.array([0.0]))
    assert (square, plain, constant) == (9.0, 3.0, 2.0)


def test_deep_expressions_compile() -> None:
    assert values("-(" * 55 + "x" + ")" * 55, 2.0, 0.0) == -2.0


@pytest.mark.parametrize("text", ["1/x + 1/(y - 1)", "x/y - y/x", "sqrt(x) + 1/y**2", "exp(1/x)*sin(3*y)", "log(y)/x"])
def test_one_point_gives_the_bits_that_it_gives_among_others(text: str) -> None:
    x, y = np.array([0.0, 0.3, -0.7, 1e300, 0.0]), np.array([1.0, 1.0, 0.0, 1e-300, 0.0])
    with np.errstate(all="ignore"):
        together = values(text, x, y)
        alone = [values(text, *point).item() for point in zip(x, y, strict=True)]
    np.testing.assert_array_equal(together, alone)


def test_what_is_given_and_returned_is_never_overwritten() -> None:
    shared = (("_0", parse("x*y", XY)), ("_1", parse("_0 + x", ("x", "_0"))))
    trees = (
        Symbol("_0"),
        Symbol("_1"),
        parse("_0*2 - _1", ("_0", "_1")),
        parse("3 - (_1 + _0)", ("_0", "_1")),
        Symbol("x"),
    )
    x, y = np.array([1.0, 2.0, 3.0]), np.array([5.0, 7.0, 11.0])
    product, total, difference, rest, same = compile_expressions(Expressions(shared, trees), {})(x, y)
    assert x.tolist() == [1.0, 2.0, 3.0]
    assert y.tolist() == [5.0, 7.0, 11.0]
    np.testing.assert_array_equal(product, [5.0, 14.0, 33.0])
    np.testing.assert_array_equal(total, [6.0, 16.0, 36.0])
    np.testing.assert_array_equal(difference, [4.0, 12.0, 30.0])
    np.testing.assert_array_equal(rest, [-8.0, -27.0, -66.0])
    np.testing.assert_array_equal(same, x)
