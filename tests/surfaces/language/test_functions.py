from __future__ import annotations

import mpmath
import numpy as np
import pytest

from optviz.surfaces.language.expression import evaluate, parse
from optviz.surfaces.language.functions import ALIASES, FUNCTIONS

PLACES = (0.3, 0.71)
SMOOTH = {"asin": mpmath.asin, "acos": mpmath.acos, "atan": mpmath.atan, "abs": mpmath.fabs, "log": mpmath.log}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_what_numpy_computes(name: str) -> None:
    function = FUNCTIONS[name]
    arguments = PLACES[: function.arguments]
    numpy = getattr(np, function.numpy)(*arguments, *([0.5] if name == "step" else []))
    np.testing.assert_allclose(function.value(*arguments), numpy, rtol=1e-15)


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.arguments == 1])
def test_slopes_and_curvatures_are_the_derivatives(name: str) -> None:
    function = FUNCTIONS[name]
    precise = {"sign": mpmath.sign, "step": lambda u: (1 + mpmath.sign(u)) / 2, "floor": mpmath.floor} | SMOOTH
    plain = precise.get(name) or getattr(mpmath, name)
    for u in (0.3, 0.71, *((-0.4,) if name not in ("log", "sqrt") else ())):
        values = {"u": u, "f": float(plain(u))}
        for order, rules in ((1, function.slopes), (2, function.curvatures)):
            with mpmath.workdps(30):
                expected = float(mpmath.diff(plain, mpmath.mpf(u), order))
            found = evaluate(parse(rules[0], ("u", "f")), values)
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_described(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.meaning
    assert len(function.curvatures) == {1: 1, 2: 3}[function.arguments]


def test_aliases_are_no_names() -> None:
    assert not ALIASES.keys() & FUNCTIONS.keys()
    assert set(ALIASES.values()) <= FUNCTIONS.keys()
