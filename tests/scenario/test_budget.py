from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from optviz.cost import LIMIT, UNLIMITED
from optviz.encoders import ENCODERS
from optviz.errors import InvalidScenarioError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.scenario import Run, budget, bundled, label_runs, load, override, parse
from optviz.schedules import schedule
from optviz.surfaces import Bounds, from_expression, surface
from optviz.views import VIEWS, Load
from tests.optimizers.catalogue import READY

if TYPE_CHECKING:
    from optviz.cost import Cost

CELLS = """\
surface: rastrigin
start: [2.2, 1.1]
optimizers: [sgd, adam]
vary: {lr: [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.008, 0.009, 0.01, 0.011, 0.012]}
views: [{name: surface3d, azimuth: [0, 360], grid: 400}]
output: {size: [1280, 720], fps: 60, duration: 120}
"""
PICTURE = """\
surface: rastrigin
start: [STARTS]
steps: 100000
optimizers: [{name: sgd, lr: 1.0e-4}]
views: [surface3d]
output: {size: [3840, 2160], fps: 5, duration: 2}
""".replace("STARTS", ", ".join(f"[{number / 20 - 1.2}, 1]" for number in range(50)))
WORKERS = """\
surface: rastrigin
start: [1.2, 0.7]
steps: 100000
optimizers: [{name: hogwild, workers: 1000, delay: 1000}]
"""
NESTED = """\
surface: sphere
start: [STARTS]
steps: 100000
optimizers: [OPTIMIZER]
""".replace("STARTS", ", ".join(f"[1, {number / 100 - 1}]" for number in range(200)))


def nested(depth: int) -> str:
    text = "{name: sgd, lr: {schedule: plateau, initial: 0.1}}"
    for _ in range(depth):
        text = f"{{name: sam, inner: {text}}}"
    return NESTED.replace("OPTIMIZER", text)


@pytest.mark.parametrize(
    ("text", "place", "least"),
    [
        (CELLS, (6, 9), "h of processor time"),
        (PICTURE, (3, 8), "GB of memory"),
        (WORKERS, (3, 8), "GB of memory"),
        (nested(2), (3, 8), "min of processor time"),
    ],
)
def test_what_would_take_too_much_is_refused_at_its_place(text: str, place: tuple[int, int], least: str) -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert least in problem.message
    assert "--allow-cost" in problem.message
    assert f"more than {LIMIT}" in problem.message
    assert budget.estimate(parse(text, limit=UNLIMITED)).exceeds(LIMIT)


@pytest.mark.parametrize("name", bundled())
def test_bundled_scenarios_are_far_from_the_limit(name: str) -> None:
    cost = budget.estimate(load(name))
    assert cost.seconds < LIMIT.seconds / 20
    assert cost.bytes < LIMIT.bytes / 3


def test_a_larger_output_is_refused_too_unless_it_was_allowed() -> None:
    scenario = parse("surface: sphere\nstart: [1, 1]\noptimizers: [sgd]\nviews: [{name: contour, zoom: [1, 9]}]\n")
    changes: dict[str, Any] = {"size": (3840, 2160), "fps": 60, "duration": 120.0}
    with pytest.raises(Exception, match="7200 frames of 3840 x 2160 with 1 panel"):
        override(scenario, **changes)
    allowed = dataclasses.replace(scenario, limit=UNLIMITED)
    assert override(allowed, **changes).output.pixels == (3840, 2160)


def test_schedules_are_counted_before_any_is_computed(everything: str) -> None:
    scenario = parse(everything)
    assert not list(budget.exceeded(scenario))
    adam = optimizer("adam", lr=schedule("cosine", initial=0.1))
    heavy = dataclasses.replace(scenario, steps=100_000, runs=label_runs([Run(adam, "")] * 20))
    ((path, message),) = budget.exceeded(heavy)
    assert path == ("steps",)
    assert "100000 steps x 20 schedules" in message


# More of anything costs more.


def cost(**changes: str) -> Cost:
    parts = {"surface": "sphere", "start": "[1, 1]", "steps": "100", "optimizers": "[sgd]", "output": "{}"} | changes
    return budget.estimate(parse("\n".join(f"{key}: {text}" for key, text in parts.items()), limit=UNLIMITED))


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": "50000"},
        {"start": "[[1, 1], [1, 2], [2, 1]]", "steps": "50000"},
        {"optimizers": "[{name: muon, ns_steps: 100}]", "steps": "5000"},
        {"optimizers": "[{name: sam, inner: {name: sam}}]", "steps": "5000"},
        {"optimizers": "[{name: sgd, lr: {schedule: plateau, initial: 0.1}}]", "steps": "5000"},
        {"optimizers": "[powell]", "steps": "5000"},
        {"gradient": "{noise: {std: 1}}", "steps": "50000"},
        {"surface": "{expression: 'sin(x)*cos(y)*exp(x*y)', bounds: {x: [-2, 2], y: [-2, 2]}}", "steps": "50000"},
        {"views": "[anatomy]", "optimizers": "[momentum]"},
        {"views": "[{name: contour, zoom: [1, 9]}]"},
        {"views": "[{name: surface3d, azimuth: [0, 90]}]"},
        {"output": "{formats: [mp4]}"},
        {"output": "{formats: [mp4], hold: 60}"},
        {"output": "{size: [1920, 1080]}"},
        {"traces": "{show: tail, tail: 100}"},
    ],
)
def test_more_work_costs_more(changes: dict[str, str]) -> None:
    assert cost(**changes).seconds > cost().seconds


def test_a_pause_costs_as_much_as_its_frames() -> None:
    film, note = {"output": "{formats: [mp4]}"}, "{when: start, say: Here, pause: 20}"
    paused = cost(**film, notes=f"[{note}]").seconds
    assert cost(**film).seconds < cost(**film, notes=f"[{note.replace('20', '0')}]").seconds + 1e-9 < paused
    assert paused < cost(**film, notes=f"[{', '.join([note] * 3)}]").seconds


@pytest.mark.parametrize(
    "greedy", ["{name: sam, sync_period: 9}", "{name: easgd, workers: 9}", "{name: cma_es, popsize: 9}"]
)
def test_an_axis_of_calls_costs_as_many_steps_as_the_greediest_run_has_calls(greedy: str) -> None:
    changes = {"steps": "5000", "optimizers": f"[sgd, {greedy}]"}
    even, by_calls = cost(**changes), cost(**changes, output="{pace: {calls: true}}")
    assert by_calls.seconds > even.seconds
    assert by_calls.bytes - even.bytes > 2 * 8 * 5000 * 100
    alike = cost(steps="5000", output="{pace: {calls: true}}").bytes - cost(steps="5000").bytes
    assert 0 < alike < 1e6


@pytest.mark.parametrize("name", READY)
def test_every_optimizer_has_a_price(name: str) -> None:
    method = OPTIMIZERS[name]()
    assert 0 < method.effort(1) < 1e-2
    assert method.effort(1) <= method.effort(100) < 1
    assert method.calls() >= method.questions() >= 1


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_has_a_price(name: str) -> None:
    small, large = (VIEWS[name]().cost(Load(pixels, 100, 5, 500, 10)) for pixels in (1e5, 1e6))
    assert 0 < small.seconds <= large.seconds
    assert 0 < small.bytes <= large.bytes


@pytest.mark.parametrize("name", ENCODERS)
def test_every_format_has_a_price(name: str) -> None:
    output = f"{{formats: [{name}], size: [SIZE]}}"
    small, large = (cost(output=output.replace("SIZE", size)) for size in ("400, 300", "1600, 1200"))
    assert small.seconds < large.seconds
    assert small.bytes < large.bytes


def test_an_expression_is_priced_by_its_operations() -> None:
    square = Bounds((-1.0, 1.0), (-1.0, 1.0))
    short, long = (from_expression(text, square).operations for text in ("x*y", "sin(x*y)*cos(x - y)/exp(x)"))
    assert short < long
    assert surface("sphere").operations[0] < surface("ackley").operations[0]


def test_samples_cost_and_batches_save() -> None:
    text = "start: [0.5, 0.5]\nsteps: 500\noptimizers: [sgd, adam]\noutput: {duration: 1}\n"
    text += "surface: {name: logistic_moons, n: N}\n"
    few, many = (budget.estimate(parse(text.replace("N", count))).seconds for count in ("50", "20000"))
    assert many > 2 * few
    batched = budget.estimate(parse(text.replace("N", "20000") + "gradient: {batch: 20}\n")).seconds
    assert few < batched < many
    line = "linear_regression, n: 100000"  # any number of samples draws as fast
    drawn = budget.estimate(parse(text.replace("logistic_moons, n: N", line))).seconds
    assert drawn < 2 * few


def test_more_samples_than_there_is_time_for_are_refused() -> None:
    text = "surface: {name: scalar_chain, depth: 50, generator: {n: 100000}}\nstart: [0.5, 0.5]\noptimizers: [sgd]\n"
    with pytest.raises(InvalidScenarioError, match="more than 10 min of processor time"):
        parse(text)


def test_an_ensemble_is_priced_by_its_faint_runs() -> None:
    many = {"start": "{name: normal, count: 2000}", "views": "[contour, curve]"}
    alike, faint = (cost(**many, traces=f"{{ensemble: {each}}}") for each in ("all", "median"))
    assert 0.1 * alike.seconds < faint.seconds < 0.7 * alike.seconds
