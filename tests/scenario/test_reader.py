from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from optviz.errors import InvalidScenarioError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.parsing.project import project
from optviz.scenario import Traces, parse, to_yaml
from optviz.scenario.reader import read
from optviz.schedules import SCHEDULES, schedule
from optviz.starts.base import MOST
from optviz.views import VIEWS
from tests.optimizers.catalogue import READY
from tests.surfaces.catalogue import FORMULAS

if TYPE_CHECKING:
    from pathlib import Path

LEAST = "surface: saddle\nstart: [0, 0]\noptimizers: [sgd]\n"


def _problems(text: str) -> list[str]:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(text, "f")
    return [str(problem) for problem in caught.value.problems]


def _stable(message: str) -> str:
    """A message without the lists that grow with the catalogues."""
    return re.sub(r"; (known:|allowed are|these do:|`optviz list) .*", "", message)


def test_a_broken_file_gets_exactly_these_messages(broken: Path) -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        read(broken.read_bytes(), broken.name, broken.stem)
    expected = broken.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert [_stable(line) for line in str(caught.value).splitlines()] == [_stable(line) for line in expected]


def test_a_valid_file_is_read(valid: Path) -> None:
    scenario = read(valid.read_bytes(), str(valid), valid.stem, project(valid))
    assert len({run.label for run in scenario.runs}) == len(scenario.runs)


def test_the_whole_language(everything: str) -> None:
    scenario = parse(everything, "everything.yaml")
    sgd, momentum, adam = scenario.runs
    assert (scenario.name, scenario.title, scenario.steps) == ("everything", "Escaping a saddle point", 120)
    assert scenario.surface.name == "saddle"
    assert scenario.starts == ((0.5, -1e-3),)
    assert sgd.optimizer == OPTIMIZERS["sgd"]()
    assert (momentum.label, momentum.color) == ("Momentum", "#D55E00")
    assert adam.optimizer == optimizer("adam", lr=schedule("cosine", initial=0.1, eta_min=0.001))
    assert scenario.gradient == GradientOptions(noise=Noise(0.1, 0.55), clip=1.0)
    assert [view.name for view in scenario.views] == ["surface3d", "contour", "curve"]
    assert vars(scenario.views[0])["azimuth"] == (-60.0, 30.0)
    assert (scenario.output.formats, scenario.output.loop, scenario.math) == (("gif", "mp4"), 0, True)


def test_defaults() -> None:
    scenario = parse(LEAST)
    assert scenario.title == scenario.surface.title
    assert scenario.bounds == scenario.surface.bounds
    assert scenario.views == (VIEWS["contour"](),)
    assert (scenario.output.size, scenario.output.fps, scenario.output.formats) == ((800, 450), 25, ("gif",))


def test_how_traces_are_drawn() -> None:
    assert parse(LEAST).traces == Traces(show="full", tail=30, labels=False, exits=True)
    assert parse(LEAST + "traces: {show: tail, tail: 5}\n").traces == Traces(show="tail", tail=5)


@pytest.mark.parametrize("name", READY)
def test_every_optimizer_by_its_bare_name(name: str) -> None:
    assert parse(LEAST.replace("sgd", name)).runs[0].optimizer == OPTIMIZERS[name]()


@pytest.mark.parametrize("name", FORMULAS)
def test_every_surface_by_its_name_and_with_its_parameters(name: str) -> None:
    found = FORMULAS[name]
    x, y = (sum(limits) / 2 for limits in (found.bounds.x, found.bounds.y))
    parameters = "".join(f", {key}: {value}" for key, value in found.parameters.items())
    text = f"surface: {{name: {name}{parameters}}}\nstart: [{x!r}, {y!r}]\noptimizers: [sgd]\n"
    assert parse(text).surface == found.bind()
    assert "unknown key 'qq' in surface" in _problems(text.replace("}", ", qq: 1}"))[0]


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_names_itself(name: str) -> None:
    text = LEAST.replace("[sgd]", f"[{{name: sgd, lr: {{schedule: {name}, qq: 1}}}}]")
    assert any(f"unknown key 'qq' in schedule '{name}'" in problem for problem in _problems(text))


def test_a_whole_number_is_taken_for_a_number_and_becomes_one() -> None:
    optimizer = parse(LEAST.replace("sgd", "{name: sgd, lr: 1}")).runs[0].optimizer
    assert type(vars(optimizer)["lr"]) is float


@pytest.mark.parametrize(
    ("written", "color"),
    [("'#a1b2c3'", "#A1B2C3"), ("'#f0a'", "#FF00AA"), ("lime", "#00FF00"), ("Tomato", "#FF6347"), ("y", "#BFBF00")],
)
def test_a_colour_is_kept_as_six_capital_digits(written: str, color: str) -> None:
    scenario = parse(LEAST.replace("sgd", f"{{name: sgd, color: {written}}}"))
    assert scenario.runs[0].color == color
    assert parse(to_yaml(scenario)).runs[0].color == color


def test_only_so_many_problems_are_listed() -> None:
    problems = _problems(LEAST + "".join(f"key{number}: 1\n" for number in range(50)))
    assert len(problems) == 21
    assert problems[-1].endswith("and 30 more")


@pytest.mark.parametrize(
    "text", ["", "null", "~", "3", "text", "[]", "{}", "---", "...", "# x", "? ", ":", "{", "%YAML 1.2"]
)
def test_what_is_no_scenario_at_all(text: str) -> None:
    assert _problems(text)


def test_a_problem_is_one_short_line_whatever_it_quotes() -> None:
    long = "x" * 30_000
    for text in (f"{long}: 1", f"surface: {long}", f"surface: {{name: saddle, {long}: 1}}", f'title: ["{long}"]'):
        for problem in _problems(LEAST.replace("surface: saddle\n", "") + text + "\n"):
            assert "\n" not in problem
            assert len(problem) < 300


@pytest.mark.parametrize(
    "expression",
    [
        "x" + "+x" * 5000,
        "(" * 300 + "x" + ")" * 300,
        "-" * 900 + "x",
        "9**9**9**9",
        "exp(exp(exp(1000)))",
        "().__class__.__bases__[0].__subclasses__()",
        "open('/etc/passwd').read()",
        "lambda: x",
        "x if y else z",
        "𝘅",
        "x;y",
        "f'{x}'",
    ],
)
def test_hostile_expressions_are_refused(expression: str) -> None:
    quoted = expression.replace('"', "'")
    text = f'surface: {{expression: "{quoted}", bounds: {{x: [0, 1], y: [0, 1]}}}}\nstart: [0, 0]\noptimizers: [sgd]\n'
    (problem,) = _problems(text)
    assert "expression" in problem


def test_a_scenario_of_the_largest_video_passes() -> None:
    output = "output: {formats: [gif], size: [1920, 1080], fps: 25, duration: 120}\n"
    assert parse(LEAST + output).output.duration == 120


def test_as_many_starts_as_are_allowed_fit_in_a_file() -> None:
    starts = ", ".join(f"[{place / 7000:.6f}, {-place / 9000:.6f}]" for place in range(MOST + 1))
    text = "surface: himmelblau\nsteps: 10\noptimizers: [sgd]\nstart: "
    within = f"[{starts[: starts.rindex(', [')]}]"
    assert len(parse(text + within).starts) == MOST
    (problem,) = _problems(f"{text}[{starts}]")
    assert f"from 1 to {MOST} items, not {MOST + 1}" in problem
