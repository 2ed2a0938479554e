from __future__ import annotations

import json

import pytest

from optviz.api.run import run
from optviz.errors import InvalidScenarioError
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import GradientOptions, Noise
from optviz.parameters import parameters
from optviz.scenario import Scenario, parse, to_mapping, to_yaml
from optviz.scenario.runs import SAMPLING

HERE = "surface: sphere\nstart: [0.5, 0.25]\n"
OWN = (
    "surface: linear_regression\nstart: [0.5, 0.25]\n"
    "optimizers:\n- {name: sgd, gradient: {clip: 0.5}}\n- {name: sgd, gradient: {clip: 0.25, noise: {std: 2}}}\n"
    "- {name: sgd, gradient: {noise: null, order: fixed}, color: lime}\n- sgd\n"
    "gradient: {batch: 4, clip: 3, noise: {std: 1}}\n"
)


def _options(scenario: Scenario, cell: int = 0) -> list[GradientOptions]:
    return [each.options(scenario.gradient) for each in scenario.cells[cell].runs]


def _problems(text: str) -> list[str]:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(text)
    return [problem.message for problem in caught.value.problems]


def test_what_an_entry_says_of_its_gradients_takes_the_scenarios_place() -> None:
    assert _options(parse(OWN)) == [
        GradientOptions(batch=4, clip=0.5, noise=Noise(1)),
        GradientOptions(batch=4, clip=0.25, noise=Noise(2)),
        GradientOptions(batch=4, clip=3, order="fixed"),
        GradientOptions(batch=4, clip=3, noise=Noise(1)),
    ]


def test_runs_walk_by_their_own_gradients() -> None:
    text = HERE + "steps: 1\noptimizers: [{name: sgd, lr: 1, gradient: {clip_value: 0.5}}, {name: sgd, lr: 1}]\n"
    clipped, whole = (each.positions[0, 1].tolist() for each in run(parse(text)))
    assert clipped == [0.0, -0.25]  # the gradient (1, 0.5) becomes (0.5, 0.5)
    assert whole == [-0.5, -0.25]


def test_labels_tell_gradients_apart() -> None:
    labels = [each.label for each in parse(OWN).runs]
    assert labels == ["SGD clip=0.5", "SGD clip=0.25, noise=2", "SGD noise=none, order=fixed", "SGD"]


def test_gradients_of_runs_are_written_and_read_back() -> None:
    scenario = parse(OWN)
    assert parse(to_yaml(scenario)) == scenario
    assert parse(json.dumps(to_mapping(scenario))) == scenario
    assert "{name: sgd, label: SGD}" not in to_yaml(scenario)
    written = [each.get("gradient") for each in to_mapping(scenario)["optimizers"]]
    assert written[1:] == [
        {"clip": 0.25, "noise": {"std": 2.0, "decay": 0.55}},
        {"noise": None, "order": "fixed"},
        None,
    ]


def test_the_order_of_samples_varies_where_a_run_leaves_it_open() -> None:
    scenario = parse(OWN + "vary: {order: [shuffled, sorted]}\n")
    assert [cell.heading for cell in scenario.cells] == [("order: shuffled",), ("order: sorted",)]
    assert [each.order for each in _options(scenario, 1)] == ["sorted", "sorted", "fixed", "sorted"]
    assert parse(to_yaml(scenario)) == scenario


@pytest.mark.parametrize(
    ("entry", "more", "messages"),
    [
        ("{name: sgd, gradient: {bach: 4}}", "", ["unknown key 'bach' in gradient; did you mean 'batch'?"]),
        ("{name: sgd, gradient: {clip: -1}}", "", ["clip: expected a number > 0, not -1"]),
        ("{name: sgd, gradient: 3}", "", ["expected gradient as a mapping of keys to values, not 3"]),
        ("{name: sgd, gradient: {batch: 4}}", "", ["batch: the surface has no samples, not 4"]),
        ("sgd", "gradient: {batch: 4}\n", ["batch: the surface has no samples, not 4"]),
        ("sgd", "vary: {batch: [4, 5]}\n", [f"batch: the surface has no samples, not {size}" for size in (4, 5)]),
        (
            "sgd",
            "gradient: {order: fixed}\nvary: {order: [fixed, sorted]}\n",
            ["'order' varies; leave it out here or in vary"],
        ),
    ],
)
def test_gradients_that_cannot_be_are_refused(entry: str, more: str, messages: list[str]) -> None:
    assert _problems(f"{HERE}optimizers: [{entry}]\n{more}") == messages


def test_no_optimizer_has_a_hyper_parameter_named_as_what_else_an_entry_says() -> None:
    taken = {"label", "color", "gradient", *SAMPLING}
    assert not [name for name, entry in OPTIMIZERS.items() if taken & parameters(entry).keys()]


def test_batch_minibatch_and_single_samples_are_compared_in_one_figure() -> None:
    text = "surface: {name: linear_regression, n: 12}\nstart: [0, 0]\nsteps: 6\ngradient: {batch: 4}\n"
    runs = "optimizers: [sgd, {name: sgd, gradient: {batch: 1}}, {name: sgd, gradient: {batch: null}, label: all}]\n"
    scenario = parse(text + runs)
    assert [each.label for each in scenario.runs] == ["SGD", "SGD batch=1", "all"]
    seen = [each.samples for each in run(scenario)]
    assert [None if each is None else each[0, -1] for each in seen] == [24, 6, 72]
    assert parse(to_yaml(scenario)) == scenario


def test_a_batch_that_varies_gives_cells() -> None:
    text = "surface: {name: linear_regression, n: 12}\nstart: [0, 0]\nsteps: 6\noptimizers: [sgd]\n"
    scenario = parse(text + "vary: {batch: [1, 12]}\n")
    assert [each.label for each in run(scenario)] == ["SGD, batch = 1", "SGD, batch = 12"]
    assert _problems(text + "vary: {batch: [12, 13]}\n") == ["batch: the surface has only 12 samples, not 13"]
