from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optviz.surfaces import SURFACES, Bounds, Surface, from_expression
from optviz.surfaces.language.derivatives import derive
from optviz.surfaces.language.expression import ExpressionError, Numeral, walk

SQUARE = Bounds((-1.0, 1.0), (-1.0, 1.0))
POINTS = np.random.default_rng(3).uniform(0.1, 0.9, (7, 2))
_WARM = """
import sys, numpy as np
from optviz.surfaces import surface
beale = surface("beale")
points = np.array([[1.0, 2.0], [0.3, -0.7]])
print(beale.value(points).tobytes().hex(), beale.gradient(points).tobytes().hex())
print(beale.hessian(points).tobytes().hex(), beale.latex)
print("sympy" in sys.modules, file=sys.stderr)
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, on disk and in memory."""
    monkeypatch.setenv("OPTVIZ_CACHE", str(tmp_path))
    derive.cache_clear()
    return tmp_path


def entries(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.json"))


def numbers(surface: Surface) -> bytes:
    return surface.gradient(POINTS).tobytes() + surface.hessian(POINTS).tobytes() + surface.latex.encode()


def again(text: str) -> bytes:
    derive.cache_clear()
    return numbers(from_expression(text, SQUARE))


def test_a_warm_cache_gives_the_same_and_loads_no_sympy(tmp_path: Path) -> None:
    paths = [str(Path(__file__).parents[2]), *sys.path]
    environment = {
        **os.environ,
        "OPTVIZ_CACHE": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    runs = [
        subprocess.run([sys.executable, "-c", _WARM], env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert [run.stderr.strip() for run in runs] == ["True", "False"]


def test_one_entry_serves_every_parameter_value(cache: Path) -> None:
    for condition in (1.0, 10.0, 100.0):
        hessian = SURFACES["ill_conditioned"](condition=condition).hessian(POINTS[0])
        np.testing.assert_allclose(hessian, [[1.0, 0.0], [0.0, condition]])
    assert len(entries(cache)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 5000,
        b"null",
        b"[]",
        b'{"latex": 1}',
        b'{"latex": "", "gradient": {"shared": [], "results": ["x"]}}',
        b'{"latex": "", "gradient": {"shared": [], "results": ["().__class__", "1"]}, "hessian": 1}',
        b'{"latex": "", "gradient": {"shared": [3], "results": ["x", "y"]}}',
    ],
)
def test_a_damaged_entry_is_made_again(cache: Path, content: bytes) -> None:
    first = again("exp(x)*y + x**2")
    (entry,) = entries(cache)
    whole = entry.read_bytes()
    entry.write_bytes(content)
    assert again("exp(x)*y + x**2") == first
    assert entry.read_bytes() == whole


def test_a_changed_entry_cannot_run_code(cache: Path) -> None:
    first = again("x*y")
    (entry,) = entries(cache)
    data = json.loads(entry.read_text())
    data["gradient"]["results"][0] = "__import__(chr(1))"
    entry.write_text(json.dumps(data))
    assert again("x*y") == first


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = cache / "file"
    file.write_text("")
    monkeypatch.setenv("OPTVIZ_CACHE", str(file))
    derive.cache_clear()
    np.testing.assert_array_equal(from_expression("x*y", SQUARE).gradient(POINTS), POINTS[:, ::-1])


@pytest.mark.parametrize(
    ("text", "gradient"),
    [
        ("1.0", "0 0"),
        ("x", "1 0"),
        ("abs(x - 0.5)", "sign(x-0.5) 0"),
        ("max(x, y)", "x>y y>x"),
        ("min(x, y)", "x<y y<x"),
        ("sign(x) + floor(3*y) + step(y)", "0 0"),
        ("x**y", "y*x**(y-1) x**y*log(x)"),
        ("e**x*2**y", "exp(x)*2**y log(2)*exp(x)*2**y"),
        ("sqrt(x**2)", "1 0"),
        ("abs(log(x))*tan(y)", "-tan(y)/x -log(x)*(1+tan(y)**2)"),
        ("exp(1000000000*log(x/2)) + y", "0 1"),
    ],
)
def test_gradients_by_hand(text: str, gradient: str) -> None:
    x, y = POINTS.T
    names = {"x": x, "y": y, "sign": np.sign, "log": np.log, "exp": np.exp, "tan": np.tan}
    expected = [eval(part, names) + 0 * x for part in gradient.split()]  # noqa: S307  (this file's own text)
    found = from_expression(text, SQUARE).gradient(POINTS)
    np.testing.assert_allclose(found, np.transpose(expected).astype(float), rtol=1e-12, atol=1e-14)


def test_at_a_kink_the_gradient_is_the_middle_of_the_subgradients() -> None:
    assert from_expression("abs(x) + max(y, 0)", SQUARE).gradient(np.zeros(2)).tolist() == [0.0, 0.5]


@pytest.mark.parametrize("factor", ["(1+x+1-x)", "(x/x+y/y)"])
def test_numbers_that_sympy_makes_by_itself_stay_small(factor: str) -> None:
    text = "log(" + factor + "*y)"
    for _ in range(14):
        text = f"{factor}*({text})"
    involved = from_expression(f"exp({text})", SQUARE)
    with pytest.raises(ExpressionError, match="powers grow"):
        involved.gradient(POINTS)


def test_numbers_as_written_are_not_multiplied_out() -> None:
    with np.errstate(over="ignore"):
        large = from_expression("exp(64*(64*(64*(64*(64*log(2*x))))))", SQUARE).gradient(POINTS)
    assert large.shape == (7, 2)


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


@pytest.mark.parametrize("name", SURFACES)
def test_derivatives_hold_no_number_that_is_not_finite(name: str) -> None:
    declared = SURFACES[name]
    derivatives = derive(declared.expression, ("x", "y", *declared.parameters))
    for expressions in (derivatives.gradient, derivatives.hessian):
        trees = [*(tree for _, tree in expressions.shared), *expressions.results]
        assert all(np.isfinite(node.value) for tree in trees for node in walk(tree) if isinstance(node, Numeral))
