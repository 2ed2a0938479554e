from __future__ import annotations

import numpy as np
import pytest

from optviz.language.compiler import compile_program, is_test, over_columns
from optviz.language.expression import CONSTANTS, evaluate, parse
from optviz.language.program import CHAINED, REGULAR, Program

XY = ("x", "y")


def values(text: str, x: object, y: object, **parameters: float) -> np.ndarray:
    program = Program(parameters)
    compiled = compile_program(program, [program.tree(parse(text, (*XY, *parameters)))])
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


def test_parts_of_one_program_are_returned_together() -> None:
    program = Program({})
    plain, square = program.tree(parse("x + 1", XY)), program.tree(parse("(x + 1)*(x + 1)", XY))
    compiled = compile_program(program, [square, plain, program.number(2.0)])
    assert compiled(np.array([2.0]), np.array([0.0])) == (9.0, 3.0, 2.0)


def test_what_no_result_needs_is_not_computed() -> None:
    program = Program({})
    program.tree(parse("tan(x)", XY))
    with np.errstate(all="raise"):
        compiled = compile_program(program, [program.tree(parse("x*y", XY))])
        assert compiled(np.array([np.inf, 1.0]), np.array([2.0, 2.0]))[0].tolist() == [np.inf, 2.0]  # type: ignore[union-attr]


def test_chained_products_and_regular_parts() -> None:
    program = Program({})
    x, y = (program.tree(parse(name, XY)) for name in XY)
    compiled = compile_program(program, [program.call(CHAINED, x, y), program.call(REGULAR, x)])
    with np.errstate(all="ignore"):
        product, regular = compiled(
            np.array([0.0, np.inf, np.nan, 2.0, np.nan]), np.array([np.nan, 0.0, 0.0, 3.0, 1.0])
        )
    np.testing.assert_array_equal(product, [0.0, 0.0, 0.0, 6.0, np.nan])
    np.testing.assert_array_equal(regular, [0.0, 0.0, 0.0, 2.0, 0.0])


def test_deep_expressions_compile() -> None:
    assert values("-(" * 55 + "x" + ")" * 55, 2.0, 0.0) == -2.0


@pytest.mark.parametrize(
    "text",
    [
        *("1/x + 1/(y - 1)", "x/y - y/x", "sqrt(x) + 1/y**2", "exp(1/x)*sin(3*y)", "log(y)/x"),
        *("(1/3)**(2*y)", "(1/3)**(y - 1/2)", "0.3**(y - 2)", "(y/3)**(2*y) + 1/x"),
    ],
)
def test_one_point_gives_the_bits_that_it_gives_among_others(text: str) -> None:
    x, y = np.array([0.0, 0.3, -0.7, 1e300, 0.0]), np.array([1.0, 1.0, 0.0, 1e-300, 0.0])
    with np.errstate(all="ignore"):
        together = values(text, x, y)
        alone = [values(text, *point).item() for point in zip(x, y, strict=True)]
    np.testing.assert_array_equal(together, alone)


def test_what_is_given_and_returned_is_never_overwritten() -> None:
    program = Program({})
    texts = ["x*y", "x*y + x", "(x*y)*2 - (x*y + x)", "3 - ((x*y + x) + x*y)", "x"]
    x, y = np.array([1.0, 2.0, 3.0]), np.array([5.0, 7.0, 11.0])
    compiled = compile_program(program, [program.tree(parse(text, XY)) for text in texts])
    product, total, difference, rest, same = compiled(x, y)
    assert x.tolist() == [1.0, 2.0, 3.0]
    assert y.tolist() == [5.0, 7.0, 11.0]
    np.testing.assert_array_equal(product, [5.0, 14.0, 33.0])
    np.testing.assert_array_equal(total, [6.0, 16.0, 36.0])
    np.testing.assert_array_equal(difference, [4.0, 12.0, 30.0])
    np.testing.assert_array_equal(rest, [-8.0, -27.0, -66.0])
    np.testing.assert_array_equal(same, x)


@pytest.mark.parametrize(
    "text",
    [
        "step**2 - 3*value/x",
        "-step + 2**value",
        "0 <= value < 1 and not step > 2 or x == 0",
        "where(value < 0, step, x)*pi + e",
        "max(value, x, 0.5) + min(step, 2)",
        "softplus(value) + hypot(step, x)",
        "x**-1 + x**0.5 + x**2",
        "step",
        "3*pi",
    ],
)
def test_over_columns_of_any_names_a_tree_is_what_it_is_of_plain_numbers(text: str) -> None:
    columns = {"step": np.arange(5.0), "value": np.array([0.5, -1.0, 0.0, 1e-3, 2.0]), "x": np.linspace(0.5, 2, 5)}
    tree = parse(text, tuple(columns))
    found = np.broadcast_to(over_columns(tree, columns), 5)
    rows = [{**CONSTANTS, **{name: float(column[row]) for name, column in columns.items()}} for row in range(5)]
    np.testing.assert_allclose(found, [evaluate(tree, row) for row in rows], rtol=1e-15)


def test_over_columns_nothing_warns() -> None:
    strange = {"step": np.array([0.0, np.nan, np.inf, -np.inf, 1e308])}
    for text in ("1/step", "step**9", "log(step) > exp(step)", "step - step == 0", "mod(step, 0)"):
        assert over_columns(parse(text, ("step",)), strange).shape == (5,)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("x < y", True),
        ("0 < x < 1", True),
        ("x < 1 and not y > 2 or x == y", True),
        ("where(x < 0, y > 1, y < 1)", True),
        ("(x < 1 if y > 2 else y != 3)", True),
        ("x", False),
        ("3", False),
        ("not x", False),
        ("x < 1 and y", False),
        ("where(x < 0, 1, 0)", False),
        ("1*(x < 0)", False),
        ("sign(x)", False),
    ],
)
def test_what_tells_whether_something_holds(text: str, *, is_one: bool) -> None:
    assert is_test(parse(text, XY)) == is_one
