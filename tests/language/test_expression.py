from __future__ import annotations

import math

import pytest

from optviz.errors import ScenarioError
from optviz.language.expression import (
    DECLARED,
    Call,
    Numeral,
    Symbol,
    evaluate,
    parse,
)
from optviz.language.functions import PRIMITIVE
from optviz.language.spelling import ExpressionError

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
        ("x + z", 5, "unknown name 'z'"),
        ("  x + xx", 7, "did you mean 'x'"),
        ("x + sine(x)", 5, "did you mean 'sin'"),
        ("sin + 1", 1, "brackets"),
        ("sin(x, y)", 1, "takes 1 argument, not 2"),
        ("max(x)", 1, "takes 2 or more arguments, not 1"),
        ("().__class__", 1, "an attribute"),
        ("x.real", 1, "an attribute"),
        ("(lambda: x)()", 8, "the character ':'"),
        ("lambda: x", 7, "the character ':'"),
        ("[x for x in y]", 1, "a comprehension"),
        ("{x}", 1, "the character '{'"),
        ("f'{x}'", 2, "the character"),
        ("__import__('os')", 12, "the character"),
        ("eval(x)", 1, "unknown function 'eval'"),
        ("sin(x=1)", 1, "a keyword argument"),
        ("sin(*x)", 5, "a starred argument"),
        ("(x := 1)", 4, "the character ':'"),
        ("x @ y", 3, "the character '@'"),
        ("x, y", 1, "a comma"),
        ("True + x", 1, "not a number"),
        ("1j*x", 2, "unknown name 'j'"),
        ("...", 1, "cannot be read"),
        ("1e999*x", 1, "too large"),
        ("9" * 400, 1, "too large"),
        ("9" * 5000, DECLARED.length + 1, "longer than"),
        ("1/0", 2, "no finite value"),
        ("x + sqrt(-1)", 5, "no finite value"),
        ("9**9**9", 2, "no finite value"),
        ("x\0", 2, "'\\x00'"),
        ("\N{MATHEMATICAL ITALIC SMALL X} + y", 1, "not allowed"),
        ("x + \N{FULLWIDTH LATIN SMALL LETTER Y}", 5, "'\\uff59'"),
        ("(" * 400 + "x" + ")" * 400, 201, "cannot be read"),
        ("-" * 900 + "x", DECLARED.depth + 2, "deep"),
        ("x" + "**x" * 200, 1 + 3 * DECLARED.depth, "deep"),
        ("x + " * 200 + "x", 555, "deep"),
        ("max(" * 120 + "x" + ",y)" * 120, 1 + 4 * (DECLARED.depth + 1), "deep"),
        ("x[2] + y", 1, "an index"),
        ("z[0] + y", 1, "an index"),
        ("x.T + y", 1, "an attribute"),
        ("os.system(x)", 1, "an attribute"),
        ("x is y", 1, "a comparison"),
        ("1/2x", 4, "may mean /2*x or /(2*x)"),
        ("2**3x", 5, "may mean **3*x or **(3*x)"),
        ("x(y + 1)", 1, "x is no function; a product is written x*(...)"),
        ("|x + y", 1, "a | without its partner"),
        ("\\frac{x^2}{2}", 1, "LaTeX is not read"),
        ("$x^2$", 1, "LaTeX is not read"),
        ("sin²(x)", 4, "sin²(...) is written sin(...)**2"),
        ("clip(x)", 1, "clip takes 2 to 3 arguments, not 1"),
        ("clip(x, None, None)", 1, "clip takes 2 to 3 arguments, not 1"),
        ("clip(None, 0)", 1, "clip takes 2 to 3 arguments, not 1"),
        ("clip(x, 0, min=1)", 1, "a keyword argument"),
        ("clip(x, **y)", 1, "a keyword argument"),
        ("max(x, min=1)", 1, "a keyword argument"),
        ("max(x, None)", 8, "None is not a number"),
        ("where(x > 0, x)", 1, "where takes 3 arguments, not 2"),
        ("cosine(x)", 1, "unknown function 'cosine'; `optviz list functions`"),
        ("sqr(x)", 1, "unknown function 'sqr'; did you mean 'sqrt'"),
        ("log3(x)", 1, "unknown function 'log3'; `optviz list functions`"),
        ("gamma(x)", 1, "unknown function 'gamma'; `optviz list functions`"),
        ("x + w", 5, "unknown name 'w'; known: e, pi, x, y"),
    ],
)
def test_what_is_not_in_the_language_is_refused_where_it_stands(text: str, column: int, met: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, XY)
    assert met in str(caught.value)
    assert caught.value.column == column
    assert isinstance(caught.value, ScenarioError)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("x^2 + y²", "x**2 + y**2"),
        ("2x² + 3y³", "2*x**2 + 3*y**3"),
        ("-x⁻² + x·y − 3×y÷2", "-x**(-2) + x*y - 3*y/2"),
        ("|x| + |y - |x||", "abs(x) + abs(y - abs(x))"),
        ("3(x-1)(y+1)|x|", "3*(x-1)*(y+1)*abs(x)"),
        ("z = x**2 + y**2;", "x**2 + y**2"),
        ("f(x, y) = x + y # a plane", "x + y"),
        ("lambda x, y: x + y", "x + y"),
        ("return x + y", "x + y"),
        ("np.sin(x) + numpy.pi + math.e*torch.exp(y) + tf.math.abs(x)", "sin(x) + pi + e*exp(y) + abs(x)"),
        ("np.linalg.norm(x, y) + F.relu(x)", "hypot(x, y) + relu(x)"),
        ("X**2 + Y**2", "x**2 + y**2"),
        ("x1 + x_2 + x[0] + x[1]", "x + y + x + y"),
        ("PI*x + E + π", "pi*x + e + pi"),
        ("arctan2(y, x) + ln(x) + fabs(y)", "atan2(y, x) + log(x) + abs(y)"),
        ("max(x, y, 0) + min(1, x, y)", "max(max(x, y), 0) + min(min(1, x), y)"),
        ("x if x > 0 else -x", "where(x > 0, x, -x)"),
        ("(0 < x < 1)*y", "(0 < x and x < 1)*y"),
        ("((x > 0) & ~(y > 0)) | (x == y)", "x > 0 and not y > 0 or x == y"),
        ("x ≤ y", "x <= y"),
        ("x // 1 + y % 2", "floor(x/1) + mod(y, 2)"),
        ("√(x) + 2e3x", "sqrt(x) + 2000*x"),
        ("1_000*x + .5y", "1000*x + 0.5*y"),
        ("x²y", "x**2*y"),
    ],
)
def test_what_people_write_is_read(text: str, plain: str) -> None:
    assert parse(text, XY) == parse(plain, XY)


def test_of_a_choice_only_what_is_taken_counts() -> None:
    tree = parse("where(x > 0, log(x), x**2)", XY)
    assert evaluate(tree, {"x": -3.0, "y": 0.0}) == 9.0
    assert evaluate(parse("(x > 0)*2 + (x != x)", XY), {"x": 1.0, "y": 0.0}) == 2.0


def test_a_parameter_comes_before_an_alias() -> None:
    assert parse("x1*x", ("x", "x1")) == Call("*", (Symbol("x1"), Symbol("x")))


def test_too_many_parts() -> None:
    level = [f"x*{number}" for number in range(128)]
    while len(level) > 1:
        level = [f"({left}+{right})" for left, right in zip(level[::2], level[1::2], strict=True)]
    with pytest.raises(ExpressionError, match="more than 300"):
        parse(level[0], XY, DECLARED._replace(length=10_000))


@pytest.mark.parametrize("function", PRIMITIVE)
def test_a_function_outside_its_domain_is_no_number_and_no_error(function: str) -> None:
    tree = Call(function, (Call("/", (Numeral(1.0), Numeral(0.0))),) * len(PRIMITIVE[function].slopes))
    assert isinstance(evaluate(tree), float)


@pytest.mark.parametrize(
    "text",
    [f"(x/1j{'9' * 900})", "a" * 900, f"{'a' * 900}(x)", f"x/{'9' * 800}y", f"sin{'²' * 900}(x)", f"x.{'a' * 900}"],
)
def test_messages_repeat_no_long_words(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, XY)
    assert len(str(caught.value)) < 800
