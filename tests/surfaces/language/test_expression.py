from __future__ import annotations

import math

import pytest

from optviz.errors import ScenarioError
from optviz.surfaces.language.expression import (
    DECLARED,
    Call,
    ExpressionError,
    Numeral,
    Symbol,
    evaluate,
    parse,
)
from optviz.surfaces.language.functions import FUNCTIONS

XY = ("x", "y")


def test_the_tree_is_the_expression_as_written() -> None:
    assert parse("x**2 - 3*y", XY) == Call(
        "-", (Call("**", (Symbol("x"), Numeral(2.0))), Call("*", (Numeral(3.0), Symbol("y"))))
    )
    assert parse("-x**2", XY) == Call("-", (parse("x**2", XY),))
    assert parse("  +x\n", XY) == Symbol("x")
    assert parse("minimum(x, y)", XY) == parse("min(x, y)", XY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2*3 - 4/8", 6.5),
        ("2**3**2", 512.0),
        ("-2**2", -4.0),
        ("max(x, y) - min(x, y)", 4.0),
        ("abs(y) + sign(y) + step(y) + floor(1.5)", 3.0),
        ("step(0) + sign(0)", 0.5),
        ("exp(log(2)) + e - e", 2.0),
        ("atan(tan(1)) + asin(sin(1)) + acos(cos(1))", 3.0),
        ("cosh(x) - sinh(x) + tanh(0) + sqrt(4)", math.exp(-1) + 2),
        ("1e-3 + .5 + 0x10", 16.501),
    ],
)
def test_values_in_plain_floats(text: str, value: float) -> None:
    assert evaluate(parse(text, XY), {"x": 1.0, "y": -3.0, "e": math.e}) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "column", "met"),
    [
        ("", 1, "empty"),
        ("   ", 1, "empty"),
        ("x y", 3, "cannot be read"),
        ("x + ", 4, "cannot be read"),
        ("(x", 1, "cannot be read"),
        ("x^2", 2, "**"),
        ("x + z", 5, "unknown name 'z'"),
        ("  x + xx", 7, "did you mean 'x'"),
        ("x + sine(x)", 5, "did you mean 'sin'"),
        ("sin + 1", 1, "brackets"),
        ("sin(x, y)", 1, "takes 1 argument, not 2"),
        ("max(x)", 1, "takes 2 arguments, not 1"),
        ("().__class__", 1, "an attribute"),
        ("x.real", 1, "an attribute"),
        ("(lambda: x)()", 1, "a call of something other"),
        ("lambda: x", 1, "a lambda"),
        ("[x for x in y]", 1, "a comprehension"),
        ("{x}", 1, "a set"),
        ("x[0]", 1, "an index"),
        ("f'{x}'", 2, "the character"),
        ("__import__('os')", 12, "the character"),
        ("eval(x)", 1, "unknown function 'eval'"),
        ("sin(x=1)", 1, "a keyword argument"),
        ("sin(*x)", 5, "a starred argument"),
        ("(x := 1)", 2, "an assignment"),
        ("x if y else 1", 1, "a condition"),
        ("1if x else y", 1, "a condition"),
        ("x < y", 1, "a comparison"),
        ("x or y", 1, "a logical operator"),
        ("not x", 1, "this operator"),
        ("x // y", 2, "this operator"),
        ("x @ y", 2, "this operator"),
        ("x, y", 1, "a comma"),
        ("True + x", 1, "not a number"),
        ("1j*x", 1, "not a number"),
        ("...", 1, "not a number"),
        ("1e999*x", 1, "too large"),
        ("9" * 400, 1, "too large"),
        ("9" * 5000, DECLARED.length + 1, "longer than"),
        ("1/0", 2, "no finite value"),
        ("x + sqrt(-1)", 5, "no finite value"),
        ("9**9**9", 2, "no finite value"),
        ("x\0", 2, "'\\x00'"),
        ("\N{MATHEMATICAL ITALIC SMALL X} + y", 1, "not allowed"),
        ("x + \N{FULLWIDTH LATIN SMALL LETTER Y}", 5, "'\\uff59'"),
        ("x # y", 3, "the character '#'"),
        ("(" * 400 + "x" + ")" * 400, 201, "cannot be read"),
        ("-" * 900 + "x", DECLARED.depth + 2, "deep"),
        ("x" + "**x" * 200, 1 + 3 * DECLARED.depth, "deep"),
        ("x + " * 200 + "x", 554, "deep"),
        ("max(" * 120 + "x" + ",y)" * 120, 1 + 4 * (DECLARED.depth + 1), "deep"),
    ],
)
def test_what_is_not_in_the_language_is_refused_where_it_stands(text: str, column: int, met: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, XY)
    assert met in str(caught.value)
    assert caught.value.column == column
    assert isinstance(caught.value, ScenarioError)


def test_too_many_parts() -> None:
    level = [f"x*{number}" for number in range(128)]
    while len(level) > 1:
        level = [f"({left}+{right})" for left, right in zip(level[::2], level[1::2], strict=True)]
    with pytest.raises(ExpressionError, match="more than 300"):
        parse(level[0], XY, DECLARED._replace(length=10_000))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_outside_its_domain_is_no_number_and_no_error(function: str) -> None:
    tree = Call(function, (Call("/", (Numeral(1.0), Numeral(0.0))),) * FUNCTIONS[function].arguments)
    assert isinstance(evaluate(tree), float)
