from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from optviz.language.expression import evaluate, parse
from optviz.language.functions import ALIASES, DEFINED, FUNCTIONS, PRIMITIVE, TESTS
from tests.language.precise import PRECISE

PLACES = (0.3, 0.71)
AWAY = {"acosh": (1.3, 2.6), "log": (0.3, 0.71), "sqrt": (0.3, 0.71), "log2": (0.3, 0.71), "log10": (0.3, 0.71)}
"""Where those are defined that are not at -0.4."""


def precise(name: str) -> Any:
    """mpmath's function."""
    return PRECISE.get(name) or getattr(mpmath, name)


@pytest.mark.parametrize("name", PRIMITIVE)
def test_it_is_what_numpy_computes(name: str) -> None:
    function = PRIMITIVE[name]
    arguments = [place + (1 if name == "acosh" else 0) for place in PLACES[: len(function.slopes)]]
    expected = float(precise(name)(*map(mpmath.mpf, arguments)))
    np.testing.assert_allclose(function.value(*arguments), expected, rtol=1e-15)
    np.testing.assert_allclose(function.array()(*np.array([arguments, arguments]).T), expected, rtol=1e-15)


@pytest.mark.parametrize("name", [name for name, function in PRIMITIVE.items() if len(function.slopes) == 1])
def test_slopes_and_curvatures_are_the_derivatives(name: str) -> None:
    function, plain = PRIMITIVE[name], precise(name)
    places = AWAY.get(name, (0.3, 0.71, -0.4)) + ((1e-5, 2e-3) if name == "sinc" else ())
    for u in places:
        for order, rules in ((1, function.slopes), (2, function.curvatures)):
            with mpmath.workdps(40):
                value, expected = float(plain(mpmath.mpf(u))), float(mpmath.diff(plain, mpmath.mpf(u), order))
            found = evaluate(parse(rules[0], ("u", "f")), {"u": u, "f": value, "pi": np.pi, "e": np.e})
            np.testing.assert_allclose(found, expected, rtol=1e-8 if name == "sinc" else 1e-12, atol=1e-14)


@pytest.mark.parametrize("name", [name for name, function in PRIMITIVE.items() if len(function.slopes) == 2])
@pytest.mark.parametrize(("u", "v"), [(0.3, 0.71), (-1.2, 0.4), (0.8, -0.5)])
def test_slopes_and_curvatures_of_two_arguments(name: str, u: float, v: float) -> None:
    function, plain = PRIMITIVE[name], precise(name)
    orders = [((1, 0), function.slopes[0]), ((0, 1), function.slopes[1])]
    orders += list(zip([(2, 0), (1, 1), (0, 2)], function.curvatures, strict=True))
    for order, rule in orders:
        if name == "heaviside" and order[1]:
            continue  # it is no derivative: the other argument counts at u = 0 only
        with mpmath.workdps(40):
            value = float(plain(mpmath.mpf(u), mpmath.mpf(v)))
            expected = float(mpmath.diff(plain, (mpmath.mpf(u), mpmath.mpf(v)), order))
        found = evaluate(parse(rule, ("u", "v", "f")), {"u": u, "v": v, "f": value, "pi": np.pi, "e": np.e})
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_described(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.meaning
    least, most = function.arguments
    assert 1 <= least <= most
    if name in PRIMITIVE:
        assert len(PRIMITIVE[name].curvatures) == {1: 1, 2: 3}[least]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("square(3) + pow(2, 3) + reciprocal(4)", 17.25),
        ("relu(-2) + relu(1.5)", 1.5),
        ("clip(5, 0, 2) + clip(-5, 0, 2) + clip(-3, 1)", 3.0),
        ("clip(0.5, 0, 2)", 0.5),
        ("np.clip(-2, 0, None) + np.clip(7, 0, None)", 7.0),
        ("np.clip(-2, None, 1) + np.clip(7, None, 1)", -1.0),
        ("torch.clamp(-2, min=0) + torch.clamp(7, max=1) + np.clip(7, a_max=3, a_min=0)", 4.0),
        ("sec(0) + cot(pi/4)*csc(pi/2)", 2.0),
        ("degrees(pi) + radians(180)/pi", 181.0),
    ],
)
def test_defined_functions_have_the_values_of_their_definitions(text: str, value: float) -> None:
    assert evaluate(parse(text, ())) == pytest.approx(value)


def test_an_argument_stands_in_a_definition_once() -> None:
    for function in DEFINED.values():
        for text in function.definition:
            assert all(text.replace("min(max(", "").count(argument) <= 1 for argument in "uvw" if argument in text)


def test_aliases_are_no_names() -> None:
    assert not ALIASES.keys() & FUNCTIONS.keys()
    assert set(ALIASES.values()) <= FUNCTIONS.keys()


@pytest.mark.parametrize("test", TESTS)
def test_tests_are_1_or_0(test: str) -> None:
    plain, numpy = TESTS[test]
    pairs = [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (0.0, 0.0)]
    for pair in [pair[:1] for pair in pairs] if test == "not" else pairs:
        assert plain(*pair) == float(getattr(np, numpy)(*pair))
