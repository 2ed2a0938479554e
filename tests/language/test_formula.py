from __future__ import annotations

import pytest

from optviz.language.formula import formula
from optviz.surfaces import surface


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("x**2 - y**2", "x² − y²"),
        ("0.5*(x**2 + b*y**2)", "0.5 (x² + 100 y²)"),
        ("(a - x)**2 + b*(y - x**2)**2", "(1 − x)² + 100 (y − x²)²"),
        ("abs(x) + a*abs(y)", "|x| + |y|"),
        ("x**12 * y", "x¹²·y"),
        ("exp(-x**0.5)", "exp(−x**0.5)"),
        ("x**12.5 + x**1e-05", "x**12.5 + x**1e−05"),
        ("x/1*y", "x/1 y"),
    ],
)
def test_formulas_read_as_written_by_hand(expression: str, text: str) -> None:
    assert formula(expression, {"a": 1.0, "b": 100.0}) == text


def test_a_surface_has_the_values_of_its_parameters_in_its_formula() -> None:
    assert surface("rosenbrock", b=10.0).formula == "(1 − x)² + 10 (y − x²)²"
