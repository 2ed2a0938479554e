from __future__ import annotations

import pytest

from optviz.drawing.typesetting import misprint
from optviz.language.expression import parse
from optviz.language.functions import FUNCTIONS
from optviz.language.notation import Formula
from optviz.surfaces import Bounds, from_expression, surface
from tests.surfaces.catalogue import FORMULAS

SQUARE = Bounds((-1.0, 1.0), (-1.0, 1.0))
VALUES = {"a": 1.0, "b": 100.0, "c": -2.5}


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("x**2 - y**2", "x² − y²"),
        ("0.5*(x**2 + b*y**2)", "0.5 (x² + 100 y²)"),
        ("(a - x)**2 + b*(y - x**2)**2", "(1 − x)² + 100 (y − x²)²"),
        ("abs(x) + a*abs(y)", "|x| + |y|"),
        ("abs(abs(x) - 1)", "abs(|x| − 1)"),
        ("x**12 * y", "x¹²·y"),
        ("exp(-x**0.5)", "exp(−sqrt(x))"),
        ("x**12.5 + x**1e-05", "x^12.5 + x^1e−05"),
        ("x**-2 + 2**x + x**y + (x + y)**(1/3)", "x⁻² + 2^x + x^y + (x + y)^(1/3)"),
        ("x/1*y + x/20*y", "x/1·y + x/20·y"),
        ("x - (y - 1) - -x", "x − (y − 1) − (−x)"),
        ("2*-x + c*x", "2 (−x) − 2.5 x"),
        ("-(x + y)/(x*y)", "−(x + y)/(x·y)"),
        ("(-x)**2 - -2**2", "(−x)² − (−2²)"),
        ("max(x, y, 0) + hypot(x, y)", "max(x, y, 0) + hypot(x, y)"),
        ("where(x >= 0 and not y < 1, x, -x)", "where(x ≥ 0 and not y < 1, x, −x)"),
        ("pi*x + e", "π·x + e"),
        ("1e300*x + 1e6", "1e+300 x + 1000000.0"),
    ],
)
def test_formulas_read_as_written_by_hand(expression: str, text: str) -> None:
    assert Formula(VALUES).text(parse(expression, ("x", "y", *VALUES))) == text


def test_a_surface_has_the_values_of_its_parameters_in_its_formula() -> None:
    assert surface("rosenbrock", b=10.0).formula == "(1 − x)² + 10 (y − x²)²"


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2 - y**2", "x^{2} - y^{2}"),
        ("x**2/20 + y**2", r"\frac{x^{2}}{20} + y^{2}"),
        ("(1 - x)**2 + 1/(2*pi)", r"\left(1 - x\right)^{2} + \frac{1}{2 \pi}"),
        ("exp(-(x + y)/2)", r"e^{- \frac{x + y}{2}}"),
        ("abs(x) + sqrt(y)", r"\left|{x}\right| + \sqrt{y}"),
        ("-0.5*x*y", "-0.5 x y"),
        ("2*3**x + sin(x)**2", r"2 {3}^{x} + \sin^{2}{\left(x \right)}"),
        ("1e-9*x", r"1 \cdot 10^{-9} x"),
        ("(x/y)**2 + exp(x)**y", r"\left(\frac{x}{y}\right)^{2} + \left(e^{x}\right)^{y}"),
        ("max(x, y, 0)", r"\max{\left(x, y, 0 \right)}"),
    ],
)
def test_latex_keeps_the_order_as_written(text: str, latex: str) -> None:
    assert from_expression(text, SQUARE).latex == latex


@pytest.mark.parametrize("name", FORMULAS)
def test_every_surface_has_latex(name: str) -> None:
    latex = FORMULAS[name]().latex
    assert latex
    assert latex.count("{") == latex.count("}")
    assert misprint(f"${latex}$") is None, latex


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_latex(name: str) -> None:
    least, _ = FUNCTIONS[name].arguments
    latex = from_expression(f"{name}({', '.join('xyx'[:least])})", SQUARE).latex
    assert misprint(f"${latex}$") is None, latex


@pytest.mark.parametrize("text", ["cosh((x + y)**100)", "2**(3**(x*9999))", "log(cosh(x**100))", "9.0**9**(x/3)"])
def test_nothing_is_multiplied_out(text: str) -> None:
    assert len(from_expression(text, SQUARE).latex) < 200
