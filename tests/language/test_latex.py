from __future__ import annotations

import pytest

from optviz.surfaces import SURFACES, Bounds, from_expression

SQUARE = Bounds((-1.0, 1.0), (-1.0, 1.0))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2 - y**2", "x^{2} - y^{2}"),
        ("x**2/20 + y**2", r"\frac{x^{2}}{20} + y^{2}"),
        ("(1 - x)**2 + 1/(2*pi)", r"\left(1 - x\right)^{2} + \frac{1}{2 \pi}"),
        ("exp(-(x + y)/2)", r"e^{- \frac{x + y}{2}}"),
        ("abs(x) + sqrt(y)", r"\left|{x}\right| + \sqrt{y}"),
        ("-0.5*x*y", "- 0.5 x y"),
    ],
)
def test_latex_keeps_the_order_as_written(text: str, latex: str) -> None:
    assert from_expression(text, SQUARE).latex == latex


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_has_latex(name: str) -> None:
    latex = SURFACES[name]().latex
    assert latex
    assert latex.count("{") == latex.count("}")
    assert r"\left(-1\right)" not in latex


@pytest.mark.parametrize("text", ["cosh((x + y)**100)", "2**(3**(x*9999))", "log(cosh(x**100))", "9.0**9**(x/3)"])
def test_nothing_is_multiplied_out(text: str) -> None:
    assert len(from_expression(text, SQUARE).latex) < 200
