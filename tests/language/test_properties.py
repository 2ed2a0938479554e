"""What holds for every expression: random trees, and random text."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optviz.language.compiler import compile_program
from optviz.language.expression import (
    CONSTANTS,
    DECLARED,
    Call,
    Limits,
    Numeral,
    Symbol,
    Tree,
    evaluate,
    is_constant,
    parse,
    walk,
)
from optviz.language.functions import PRIMITIVE, TESTS, WHERE
from optviz.language.notation import Formula
from optviz.language.program import Program
from optviz.language.spelling import ExpressionError

XY = ("x", "y")
NONE = Limits(length=10**6, nodes=10**6, depth=10**6)
WHOLE = ("floor", "sign", "step", "abs", "min", "max")
PLAIN: dict[str, Any] = {
    "sign": lambda u: math.copysign(1.0, u) if u else 0.0,
    "step": lambda u: 0.0 if u < 0 else 1.0 if u > 0 else 0.5,
    "floor": lambda u: float(math.floor(u)),
    "abs": math.fabs,
    "min": min,
    "max": max,
} | {name: getattr(math, name, function.value) for name, function in PRIMITIVE.items() if name not in WHOLE}
EXACT = ("sqrt", "abs", "sign", "step", "floor", "min", "max")
"""Functions whose results NumPy and plain Python round alike."""

fixed = settings(derandomize=True, deadline=None, max_examples=100, database=None)
places = st.tuples(*[st.floats(-3, 3, allow_subnormal=False)] * 2)
numbers = st.integers(0, 12).map(float) | st.floats(0.001, 1000).map(lambda value: float(f"{value:g}"))
leaves = st.builds(Numeral, numbers) | st.sampled_from([Symbol("x"), Symbol("y"), Symbol("pi"), Symbol("e")])


def calls(*functions: str) -> st.SearchStrategy[Tree]:
    """Trees of these functions and all operators."""

    def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        pairs = st.tuples(inner, inner)
        joining = [name for name in functions if name != "**" and len(PRIMITIVE[name].slopes) == 2]
        two = st.builds(Call, st.sampled_from(["+", "-", "*", "/", *joining]), pairs)
        one = st.builds(Call, st.sampled_from(["-", *sorted({*functions} - {*joining, "**"})]), st.tuples(inner))
        powers = st.builds(Call, st.just("**"), st.tuples(inner, st.builds(Numeral, numbers) | inner))
        return two | one | powers if "**" in functions else two | one

    return st.recursive(leaves, larger, max_leaves=12)


def is_real(tree: Tree) -> bool:
    """Whether every part without variables has a finite value, as an expression must."""
    return all(math.isfinite(evaluate(part)) for part in walk(tree) if is_constant(part))


trees = calls("**", *sorted(PRIMITIVE)).filter(is_real)


def bracketed(tree: Tree) -> str:
    """The tree as text, with every bracket that could be written."""
    if isinstance(tree, Numeral):
        return f"{tree.value:g}"
    if isinstance(tree, Symbol):
        return tree.identifier
    parts = [bracketed(argument) for argument in tree.arguments]
    if tree.function in PRIMITIVE:
        return f"{tree.function}({', '.join(parts)})"
    return f"({f' {tree.function} '.join(parts)})" if len(parts) > 1 else f"({tree.function}{parts[0]})"


def concise(tree: Tree, outside: int = 0) -> str:
    """The tree as text without a blank or a bracket that is not needed; `outside` is how tightly it is bound."""
    if not isinstance(tree, Call) or tree.function in PRIMITIVE:
        inside = [concise(argument) for argument in tree.arguments] if isinstance(tree, Call) else []
        return f"{tree.function}({','.join(inside)})" if isinstance(tree, Call) else bracketed(tree)
    binding = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}[tree.function]
    if len(tree.arguments) == 1:
        binding, text = 3, "-" + concise(tree.arguments[0], 3)
    else:
        left, right = (4, 3) if binding == 4 else (binding - 1, binding)
        text = concise(tree.arguments[0], left) + tree.function + concise(tree.arguments[1], right)
    return f"({text})" if binding <= outside else text


@fixed
@given(trees)
def test_a_tree_written_as_text_is_read_as_the_same_tree(tree: Tree) -> None:
    for text in (bracketed(tree), concise(tree)):
        assert parse(text, XY, NONE) == tree


@fixed
@given(trees, places)
def test_values_are_those_of_the_text_in_plain_python(tree: Tree, place: tuple[float, float]) -> None:
    values = {**CONSTANTS, "x": place[0], "y": place[1]}
    found = evaluate(parse(concise(tree), XY, NONE), values)
    assert isinstance(found, float)
    text = re.sub(r"(?<![\w.])\d+(?![\w.])", r"\g<0>.0", concise(tree))  # whole numbers of Python have no bounds
    try:
        plain = eval(text, {"__builtins__": {}, **PLAIN}, values)  # noqa: S307  (this test's own text)
    except (ArithmeticError, ValueError, TypeError):
        return  # no real number, which the next steps of plain Python refuse
    if not isinstance(plain, complex):
        np.testing.assert_array_equal(found, float(plain))


@fixed
@given(calls(*EXACT), st.lists(places, min_size=2, max_size=4))
def test_compiled_expressions_compute_what_their_trees_say(tree: Tree, where: list[tuple[float, float]]) -> None:
    program = Program(CONSTANTS)
    function = compile_program(program, [program.tree(each) for each in (tree, Call("+", (tree, Symbol("x"))))])
    x, y = np.transpose(where)
    with np.errstate(all="ignore"):
        together = np.transpose([np.broadcast_to(result, x.shape) for result in function(x, y)])
        alone = [[np.ravel(result)[0] for result in function(*np.transpose([point]))] for point in where]
    np.testing.assert_array_equal(together, alone)
    for (first, second), point in zip(together, where, strict=True):
        values = {**CONSTANTS, **dict(zip(XY, point, strict=True))}
        parts = [evaluate(part, values) for part in walk(tree)]
        if all(map(math.isfinite, parts)):
            assert (first, second) == (parts[0], parts[0] + point[0])


@fixed
@given(trees, places)
def test_a_formula_reads_as_the_expression_does(tree: Tree, place: tuple[float, float]) -> None:
    values = {**CONSTANTS, "x": place[0], "y": place[1]}
    again = parse(Formula({}).text(tree), XY, NONE)
    np.testing.assert_allclose(evaluate(again, values), evaluate(tree, values), rtol=1e-12)


@dataclass
class Watch:
    """What the interpreter does while it is on; such a hook stays for good."""

    on: bool = False
    events: set[str] = field(default_factory=set)

    def __call__(self, event: str, _: object) -> None:
        if self.on:
            self.events.add(event)


WATCH = Watch()
FRAGMENTS = (
    *("x", "y", "z", "e", "pi", "1", "0", "2.5", "1e999", "0x1f", "1j", "True", "None", "_", "__import__", "eval"),
    *("+", "-", "*", "/", "**", "//", "%", "@", "^", "~", "(", ")", "((", "))", ",", " ", "\n", "\t", "\0", ".", ":"),
    *("sin(", "max(", "abs(", "().__class__", "lambda:", " if ", " else ", " for ", " in ", "[", "]", "{", "}", "="),
    *(":=", "<", " or ", "not ", "await ", "yield ", "'", '"', "f'{", "#", "\\", ";", "x**9", "exp(exp(x))", "²", "é"),
)


@settings(fixed, max_examples=400)
@given(st.text(max_size=60) | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_any_text_is_an_expression_or_refused_and_none_is_run(text: str) -> None:
    if not WATCH.events:
        sys.addaudithook(WATCH)
        WATCH.events.add("watching")
    WATCH.on = True
    try:
        tree = parse(text, XY)
    except ExpressionError as error:
        column = error.column
    else:
        column = 1
        for part in walk(tree):
            assert not isinstance(part, Symbol) or part.identifier in {*XY, *CONSTANTS}
            assert not isinstance(part, Call) or part.function in {*PRIMITIVE, *TESTS, WHERE, "+", "-", "*", "/", "**"}
    finally:
        WATCH.on = False
    assert WATCH.events <= {"watching", "compile"}
    assert 1 <= column <= len(text) + 1


@fixed
@given(st.lists(trees, min_size=1, max_size=40), st.sampled_from(["+", "*", "**", "-"]))
def test_what_is_taken_is_no_larger_than_the_limits(parts: list[Tree], operator: str) -> None:
    try:
        tree = parse(f" {operator} ".join(map(bracketed, parts)), XY)
    except ExpressionError:
        return
    assert len(list(walk(tree))) <= DECLARED.nodes
    assert is_real(tree)
