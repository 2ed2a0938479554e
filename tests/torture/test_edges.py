"""Numbers and words at the edge: surfaces of any values under every view and every optimizer, without a word."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.api import results
from optviz.api.run import run
from optviz.drawing.canvas import Canvas
from optviz.errors import InvalidScenarioError
from optviz.optimizers import OPTIMIZERS
from optviz.parameters import parameters
from optviz.scenario import parse
from optviz.scene import Scene
from optviz.surfaces import from_expression
from tests.optimizers.catalogue import READY

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.scenario import Scenario

SURFACES = (
    "1e300", "1e308*x", "1.7e308*x*y", "floor(x)", "x*1e200 + y*1e-200", "log(-1-x**2)", "exp(1000+x**2)", "0*x",
    "-exp(1000+x**2)", "log(x)", "sqrt(x)", "1e-310*x + 1e-312*y", "5e-324*x", "1e200*(x**2+y**2)", "x**2 + y**2",
    "1e-300*(x**2+y**2)", "exp(700*x)", "1/x", "1/(x*y)", "atan(1/x)*y", "sign(x)", "1e10 + 1e-6*x", "cosh(800*x)",
    "-x**4 - y**4", "x - x", "exp(exp(x*y))", "log(1e-30 - (x-0.3)**2 - (y-0.3)**2)", "1e300 + 1e284*x",
)  # fmt: skip
EMPTY = ("log(-1-x**2)", "exp(1000+x**2)", "-exp(1000+x**2)")
SQUARE = "{x: [-1, 1], y: [-1, 1]}"
BOUNDS = (
    "{x: [0, 1.1e-100], y: [-1e-100, 1e-100]}", "{x: [-5e11, 5e11], y: [-1e-100, 1e-100]}",
    "{x: [1, 1.0000000011], y: [1e10, 10000000011]}", "{x: [-1e-99, 1e-99], y: [0, 1e12]}",
)  # fmt: skip
IMPOSSIBLE = ("[0, 5e-324]", "[-5e-324, 5e-324]", "[1, 1.0000000000000002]", "[-1e308, 1e308]", "[1e308, 1.1e308]")
SCALES = ("auto", "linear", "log", "symlog", "clip")
VIEWS = (
    *(f"{{name: contour, scale: {scale}, field: arrows, grid: 40}}" for scale in SCALES),
    *(f"{{name: surface3d, scale: {scale}, shadow: true, floor: lines, grid: 40}}" for scale in SCALES),
    *(f"{{name: {name}, scale: clip, ceiling: {z}}}" for name in ("contour", "surface3d") for z in (1e308, -1)),
    *(f"{{name: curve, of: {of}, scale: {scale}}}" for of in ("value", "x", "gradient_norm") for scale in SCALES[1:3]),
    "{name: contour, zoom: [1, 10000], grid: 40}", "{name: contour, zoom: 0.2, aspect: equal, grid: 40}",
    "{name: surface3d, azimuth: [0, 90], zoom: [0.2, 5], grid: 40}", "{name: curve, against: calls}", "anatomy",
    "{name: contour, curvature: true, inset: {zoom: 50, corner: upper left}, grid: 40}", "curvature",
    "{name: curvature, of: condition, scale: log}", "{name: profile, model: true}",
    "{name: profile, along: [[0, 0], [1, 0.5]]}",
)  # fmt: skip
RATES = ("1e300", "1.7e308", "5e-324", "0", "0.9999999999999999", "1000", "{schedule: cosine, start: 1e307}")
INNER = {"lookahead": "{name: lookahead, inner: adam}"}


def scenario(expression: str, bounds: str, views: str, optimizers: str, start: str = "[0.5, 0.25]") -> str:
    return f"""
surface: {{expression: "{expression}", bounds: {bounds}}}
start: {start}
steps: 12
optimizers: [{optimizers}]
views: [{views}]
output: {{size: [320, 240], fps: 5, duration: 0.8}}
"""


def made(expression: str, views: str, optimizers: str, *, bounds: str = SQUARE, start: str = "[0.5, 0.25]") -> Scenario:
    """A scenario on a surface that may have no value at the start, which a file's may not."""
    found = parse(scenario("x*y", bounds, views, optimizers, start))
    return replace(found, surface=from_expression(expression, found.bounds))


def drawn(scenario: Scenario) -> Scene:
    """A scene with all its frames drawn; a warning is an error here."""
    scene = Scene(scenario, run(scenario))
    assert sum(1 for _ in scene.frames())
    return scene


def few(view: str) -> str:
    return "sgd, adam, momentum" if view == "anatomy" else "sgd, adam, bfgs, nelder_mead, newton"


@pytest.mark.parametrize(
    "view", ["contour", "surface3d", "{name: curve, scale: log}", "{name: curve, of: gradient_norm}"]
)
@pytest.mark.parametrize("expression", ["1e300", "1e308*x", "floor(x)", "x*1e200 + y*1e-200", *EMPTY])
def test_hard_surfaces_are_drawn(expression: str, view: str) -> None:
    drawn(made(expression, view, "sgd, powell, trust_exact, adam"))


@pytest.mark.torture
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_every_surface(view: str, capfd: pytest.CaptureFixture[str]) -> None:
    for expression in SURFACES:
        drawn(made(expression, view, few(view)))
    for expression, bounds in product(("x**2 + y**2", "x + y", "sin(x)", "1e300*x", "1/(x*y)"), BOUNDS):
        start = "[1, 1e10]" if "1e10" in bounds else "[0, 0]"
        drawn(made(expression, view, few(view), bounds=bounds, start=start))
    assert capfd.readouterr() == ("", "")


@pytest.mark.torture
@pytest.mark.parametrize("name", READY)
def test_every_optimizer_walks_on_every_surface(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    entry = INNER.get(name, name)
    for expression, start in product(SURFACES, ("[0.5, 0.25]", "[[0, 0], [-1, 1], [1e-300, -5e-324]]")):
        whole = made(expression, "contour", entry, start=start)
        trajectories = run(whole)
        assert trajectories[0].positions.shape[1:] == (13, 2)
        assert results.as_json(whole, trajectories)
        assert list(results.table(trajectories, 0.01))
    for key, value in product(parameters(OPTIMIZERS[name]), RATES):
        text = scenario("1e300*x*y", SQUARE, "contour", f"{{name: {name}, {key}: {value}}}")
        try:
            run(parse(text))
        except InvalidScenarioError:
            continue  # what is no value of this parameter
    assert capfd.readouterr() == ("", "")


ALONE = "sqrt(-(x-0.5)**2 - (y-0.25)**2)"
"""It has one value, 0 at the start."""


@pytest.mark.parametrize("expression", [*EMPTY, "log(x - 9)", ALONE])
@pytest.mark.parametrize("view", ["contour", "surface3d", "{name: surface3d, azimuth: [0, 90]}"])
def test_a_view_without_any_value_says_so(expression: str, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    plain = Canvas.text

    def text(self: Canvas, text: str, *args: Any, **options: Any) -> None:
        written.append(text)
        plain(self, text, *args, **options)

    monkeypatch.setattr(Canvas, "text", text)
    scene = drawn(made(expression, view, "sgd"))
    assert "no value in view" in written
    ink = np.abs(scene.frame(0)[..., :3].astype(int) - 255).max(axis=-1)
    assert (ink[60:180, 60:260] > 60).any()


@pytest.mark.parametrize("interval", IMPOSSIBLE)
def test_bounds_without_room_for_numbers_are_told(interval: str) -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(scenario("x + y", f"{{x: {interval}, y: [0, 1]}}", "contour", "sgd", "[0, 0]"), "s.yaml")
    assert [each.line for each in caught.value.problems] == [2]
    assert "x: too narrow or too wide to draw" in str(caught.value)


@pytest.mark.torture
@pytest.mark.parametrize("expression", ["1e300", "1e308*x", "floor(x)", "x*1e200 + y*1e-200", ALONE, "1/x", *EMPTY])
def test_the_command_line_says_what_it_wrote_and_no_more(expression: str, tmp_path: Path) -> None:
    text = scenario(expression, SQUARE, "contour, surface3d, {name: curve, scale: log}", "sgd, powell, trust_exact")
    (tmp_path / "edge.yaml").write_text(text.replace("[320, 240]", "[640, 400]"), encoding="utf-8")
    for command, wanted in (("validate", "edge.yaml: ok\n"), ("render", "wrote "), ("run", "")):
        call = [sys.executable, "-W", "always", "-m", "optviz", command, "edge.yaml"]
        done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
        told = "edge.yaml:3:8: start: " if expression in EMPTY else wanted
        assert done.stderr.startswith(told)
        assert done.stderr.count("\n") == bool(told)
        assert done.returncode == (2 if expression in EMPTY else 0)
