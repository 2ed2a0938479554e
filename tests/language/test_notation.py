from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from optviz.drawing.typesetting import misprint
from optviz.language.expression import CONSTANTS, Limits, evaluate, parse
from optviz.language.functions import FUNCTIONS
from optviz.language.notation import GREEK, Formula
from optviz.surfaces import Bounds, FormulaSurface, from_expression, surface
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


class Read:
    """MathML as a reader's eye takes it: what stands beside each other holds together only as signs and places say.

    Attributes: text: it as an expression. What a place holds together, as an exponent, a quotient or a root, is put in
        brackets; nothing else is.
    """

    SIGNS: Final = {"−": "-", "·": "*", "≤": "<=", "≥": ">=", "≠": "!=", "=": "==", "\u2061": ""}
    LETTERS: Final = {letter: name for name, letter in GREEK.items()}
    AROUND: Final = {("|", "|"): "abs", ("⌊", "⌋"): "floor", ("⌈", "⌉"): "ceil"}
    PLACES: Final = {"mfrac": "(({})/({}))", "msup": "{}**({})", "mroot": "cbrt({})", "mspace": "*"}

    def __init__(self, mathml: str) -> None:
        self.text = self._inside(ET.fromstring(f"<math>{mathml}</math>"))  # noqa: S314  (our own)

    def _inside(self, element: ET.Element) -> str:
        assert not (element.text or "").strip()
        return "".join(map(self._one, element))

    def _one(self, element: ET.Element) -> str:
        assert not (element.tail or "").strip()
        assert set(element.attrib) <= {"mathvariant", "stretchy", "width"}
        if element.tag in {"mn", "mi", "mo", "mtext"}:
            assert not list(element)
            assert element.text
            assert element.tag != "mn" or re.fullmatch(r"\d+(\.\d+)?", element.text)
            return (self.SIGNS | self.LETTERS).get(element.text, element.text)
        if element.tag in self.PLACES:
            assert element.tag != "mroot" or element[1].text == "3"
            return self.PLACES[element.tag].format(*map(self._one, element))
        if element.tag == "msqrt":
            return f"sqrt({self._inside(element)})"
        assert element.tag == "mrow"
        return self._row(element)

    def _row(self, row: ET.Element) -> str:
        first, last = row[0], row[-1]
        if last.tag == "mtable":
            (value, when), (other, otherwise) = map(tuple, last)
            assert (first.text, self._inside(otherwise)) == ("{", "otherwise")
            return f"where({self._inside(when).removeprefix('if ')}, {self._inside(value)}, {self._inside(other)})"
        around = self.AROUND.get((first.text or "", last.text or ""))
        return f"{around}({''.join(map(self._one, row[1:-1]))})" if around else self._inside(row)


def check_mathml(found: FormulaSurface) -> None:
    """Check that what a reader reads is what is computed, where that is a number."""
    read = Read(found.mathml).text
    tree = parse(read, ("x", "y", *found.parameters), Limits(length=9000, nodes=3000, depth=90))
    points = [(float(x), float(y)) for x in np.linspace(*found.bounds.x, 7) for y in np.linspace(*found.bounds.y, 5)]
    known = found.value(np.array(points))
    values = [evaluate(tree, {**CONSTANTS, **found.parameters, "x": x, "y": y}) for x, y in points]
    compared = np.isfinite(known) & np.isfinite(values)
    assert compared.any()
    scale = np.abs(known[compared]).max()
    np.testing.assert_allclose(np.array(values)[compared], known[compared], rtol=0, atol=1e-9 * scale, err_msg=read)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_mathml_of_every_surface_says_what_it_computes(name: str) -> None:
    check_mathml(FORMULAS[name]())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_mathml_of_every_function_says_what_it_computes(name: str) -> None:
    least, _ = FUNCTIONS[name].arguments
    arguments = ", ".join(("x + y", "y", "x")[:least]) if name != "where" else "x < y, x, y"
    check_mathml(from_expression(f"{name}({arguments})", SQUARE))
    check_mathml(from_expression(f"2*{name}({arguments})**2 - {name}({arguments})/3", SQUARE))


@pytest.mark.parametrize(
    "expression",
    [
        "x - (y - 1) - -x",
        "x + -y + -1",
        "(x - 1) - (y - x) + (x + y)",
        "2*-x + -2.5*x",
        "-(x + y)/(x*y)",
        "(-x/3)**2 + (x/3)**2",
        "(-x)**2 - -2**2",
        "-x**2 + (-x)**3",
        "(x**2)**3 + x**2**3",
        "(x + y)**2*(x - y)",
        "2**(x + y)*3**x",
        "exp(x)**2 + exp(x**2)",
        "sqrt(x**2)**3 + abs(x)**0.5",
        "sin(x)**2*cos(y + 1)",
        "2*3*x + 2*(3 + x)",
        "x*(y*2)*(3*4)",
        "(2*x)*-(3*y)",
        "1e-9*x + (1e-9*y)**2 + x/1e7",
        "1e-9**2 + 1.5e9**x - -1e-9**2",
        "1e20/1e-20 - 3*1e20",
        "1.5**x*2**-y",
        "pi*x + e**y - pi**2",
        "abs(abs(x) - 1) + floor(ceil(x) + 0.5)",
        "where(x >= 0 and not y < 1 or x == y, x, -x)**2",
        "where((x > 0 or y > 0) and x != y, where(x <= y, 1, 2), 3)",
        "max(x, y, 0) + min(x, -y) + hypot(x, y)",
        "-(2*x)/3 + (-x)/3*y - -x/3",
        "(x/y)/(y/x) + x/(y/(x + 2))",
    ],
)
def test_mathml_has_the_brackets_that_are_needed(expression: str) -> None:
    check_mathml(from_expression(expression, SQUARE))


def test_mathml_has_no_brackets_more() -> None:
    mathml = from_expression("-2*x*y + x**(y + 1)*3 - exp(x)", SQUARE).mathml
    assert ">(<" not in mathml
