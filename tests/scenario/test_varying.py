from __future__ import annotations

import dataclasses
from typing import ClassVar

import pytest

from optviz.errors import ParameterError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.adagrad import AdaGrad
from optviz.scenario import Run, Scenario, budget, parse
from optviz.scenario.labels import variation
from optviz.surfaces import Bounds, surface

HERE = "surface: saddle\nstart: [0.5, 0.25]\noptimizers: [sgd, adam, {name: lookahead, inner: momentum}]\n"
RATES = "vary: {lr: [0.5, 0.25]}\n"
CROSSED = "vary: {lr: [0.5, 0.25], inner: [sgd, nag]}\n"


@dataclasses.dataclass(frozen=True)
class Needing(AdaGrad):
    """AdaGrad with a rate that has no default."""

    name: ClassVar[str] = "needing"

    lr: float = dataclasses.field(kw_only=True)


SURFACES = "start: [0.5, 0.5]\noptimizers: [sgd]\nvary: {surface: [saddle, {name: rosenbrock, b: 3}, rosenbrock]}\n"


def _headings(scenario: Scenario) -> list[tuple[str, ...]]:
    return [cell.heading for cell in scenario.cells]


def test_without_vary_the_one_cell_is_the_scenario() -> None:
    scenario = parse(HERE)
    (cell,) = scenario.cells
    assert (scenario.grid, cell.heading) == ((1, 1), ())
    assert (cell.surface, cell.bounds) == (scenario.surface, scenario.bounds)
    assert (cell.starts, cell.runs) == (scenario.starts, scenario.runs)


def test_the_first_key_makes_columns_and_the_second_rows() -> None:
    scenario = parse(HERE.replace("start: [0.5, 0.25]\n", "") + "vary: {lr: [1, 2, 4], start: [[0, 1], [1, 0.5]]}\n")
    assert scenario.grid == (3, 2)
    rates = ["lr = 1", "lr = 2", "lr = 4"]
    starts = ["start (0, 1)", "start (1, 0.5)"]
    assert _headings(scenario) == [(rate, start) for start in starts for rate in rates]
    assert [cell.starts for cell in scenario.cells] == [((0, 1),)] * 3 + [((1, 0.5),)] * 3


def test_a_hyper_parameter_reaches_every_method_that_has_it_and_those_inside_others() -> None:
    scenario = parse(HERE + "vary: {lr: [0.5, {schedule: cosine, start: 0.2}], beta1: [0.8, 0.7]}\n")
    sgd, adam, lookahead = (run.optimizer for run in scenario.cells[2].runs)
    assert (sgd, adam) == (optimizer("sgd", lr=0.5), optimizer("adam", lr=0.5, beta1=0.7))
    assert lookahead == optimizer("lookahead", inner=optimizer("momentum", lr=0.5))
    assert [cell.runs[0].optimizer.plain()["lr"] for cell in scenario.cells[:2]] == [
        0.5,
        {"schedule": "cosine", "initial": 0.2, "T_max": None, "eta_min": 0.0},
    ]
    assert all([run.label for run in cell.runs] == ["SGD", "Adam", "Lookahead"] for cell in scenario.cells)


def test_what_an_entry_sets_itself_stays() -> None:
    text = "{name: lookahead, k: 3, inner: {name: momentum, lr: 1}}"
    scenario = parse(HERE.replace("sgd, adam", f"sgd, {{name: adadelta, lr: 1}}, {text}, adam") + RATES)
    assert [run.kept for run in scenario.runs] == [frozenset(), {"lr"}, {"lr"}, frozenset(), frozenset()]
    for cell in scenario.cells:
        sgd, adadelta, kept, adam, varied = (run.optimizer.plain() for run in cell.runs)
        assert adadelta["lr"] == kept["inner"]["lr"] == 1
        assert cell.heading == (f"lr = {sgd['lr']:g}",)
        assert sgd["lr"] == adam["lr"] == varied["inner"]["lr"]
    assert len({cell.runs[0].optimizer for cell in scenario.cells}) == 2


def test_what_is_left_out_may_be_needed_if_it_varies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(OPTIMIZERS), "_entries", {**OPTIMIZERS, "needing": Needing})
    assert parse(HERE.replace("adam", "needing") + RATES).cells[1].runs[1].optimizer.plain()["lr"] == 0.25


def test_a_label_tells_no_value_that_varies() -> None:
    scenario = parse(HERE.replace("sgd, adam", "sgd, {name: sgd, lr: 0.125}, {name: sgd, weight_decay: 0.5}") + RATES)
    labels = [run.label for run in scenario.runs]
    assert labels == ["SGD weight_decay=0", "SGD lr=0.125, weight_decay=0", "SGD weight_decay=0.5", "Lookahead"]


def test_what_varies_reaches_into_a_method_that_varies_too() -> None:
    scenario = parse(HERE.replace("{name: lookahead, inner: momentum}", "lookahead") + CROSSED)
    found = [cell.runs[2].optimizer for cell in scenario.cells]
    inner = [(name, lr) for name in ("sgd", "nag") for lr in (0.5, 0.25)]
    assert found == [optimizer("lookahead", inner=optimizer(name, lr=lr)) for name, lr in inner]


def test_an_optimizer_for_each_cell() -> None:
    text = "surface: saddle\nstart: [0, 0]\nvary: {optimizer: [sgd, {name: sgd, lr: 1}, nag], weight_decay: [0, 1]}\n"
    scenario = parse(text)
    labels = ["SGD lr=0.001", "SGD lr=1", "NAG"]
    assert [run.label for run in scenario.runs] == labels
    assert [[run.label for run in cell.runs] for cell in scenario.cells] == [[label] for label in labels * 2]
    assert [cell.runs[0].optimizer.plain()["weight_decay"] for cell in scenario.cells] == [0] * 3 + [1] * 3


def test_surfaces_bring_their_bounds_unless_the_scenario_has_some() -> None:
    scenario = parse(SURFACES)
    assert _headings(scenario) == [("Saddle",), ("Rosenbrock's banana (b=3)",), ("Rosenbrock's banana (b=100)",)]
    assert [cell.bounds for cell in scenario.cells] == [
        surface(name).bounds for name in ("saddle", *["rosenbrock"] * 2)
    ]
    assert scenario.title == "Saddle, Rosenbrock's banana (b=3), Rosenbrock's banana (b=100)"
    within = parse(SURFACES + "bounds: {x: [0, 1], y: [0, 1]}\n")
    assert {cell.bounds for cell in within.cells} == {Bounds((0, 1), (0, 1))}
    assert {cell.surface.bounds for cell in within.cells} == {within.bounds}


@pytest.mark.parametrize(
    ("key", "values", "headings"),
    [
        ("lr", (0.1, 1.0, 1e-5), ("lr = 0.1", "lr = 1", "lr = 1e−5")),
        ("power", (-2.0, 1e12), ("power = −2", "power = 1e12")),
        ("nesterov", (True, False), ("with nesterov", "without nesterov")),
        ("weight_decay", (None, 0.5), ("without weight decay", "weight decay = 0.5")),
        ("form", ("torch", "one-2"), ("form: torch", "form: one-2")),
        ("optimizer", (Run(optimizer("sgd"), "1e-05"),), ("1e-05",)),
        ("betas", ((0.0, 0.5), (-0.5,)), ("betas = 0, 0.5", "betas = −0.5")),
        ("inner", (optimizer("sgd"), optimizer("adam")), ("inner = SGD", "inner = Adam")),
        ("lr", (0.1, 0.1000000001), ("lr = 0.1", "lr = 0.1 (2)")),
        ("start", (((-1.0, -0.5),), ((1.0, 2.0), (3.0, 4.0))), ("start (−1, −0.5)", "start (1, 2) and 1 more")),
    ],
)
def test_headings_tell_values_apart(key: str, values: tuple[object, ...], headings: tuple[str, ...]) -> None:
    assert variation(key, values).headings == headings


def test_what_is_made_in_python_is_checked_too() -> None:
    scenario = parse(HERE)
    wrong = dataclasses.replace(scenario, vary=(variation("lr", (0.1, -1.0)),))
    with pytest.raises(ParameterError, match="lr"):
        _ = wrong.cells
    rates = variation("lr", [1.0 + part for part in range(100)])
    many = dataclasses.replace(scenario, vary=(rates, rates))
    assert [message for _, message in budget.exceeded(many)] == ["100 columns x 100 rows, more than 24 cells"]


@pytest.mark.parametrize(
    ("entries", "headings", "title"),
    [
        ("[saddle, {name: rosenbrock, b: 3}]", ["Saddle", "Rosenbrock's banana"], "Saddle, Rosenbrock's banana"),
        ("[rosenbrock, {name: rosenbrock, b: 3}]", ["b=100", "b=3"], "Rosenbrock's banana"),
        ("[{name: early_stopping, of: validation}, early_stopping]", ["validation", "train"], "A cubic's error"),
        (
            "[batch_norm_neuron, {name: batch_norm_neuron, normalised: false}]",
            ["normalised", "not normalised"],
            "A neuron with batch normalisation",
        ),
        (
            "[{name: scalar_chain, depth: 5}, {name: scalar_chain, activation: relu}]",
            ["depth=5, tanh", "depth=2, relu"],
            "A chain of neurons",
        ),
    ],
)
def test_surfaces_that_differ_in_their_parameters_alone_are_told_apart_by_these(
    entries: str, headings: list[str], title: str
) -> None:
    scenario = parse(f"start: [0.5, 0.5]\noptimizers: [sgd]\nvary: {{surface: {entries}}}\n")
    assert _headings(scenario) == [(heading,) for heading in headings]
    assert scenario.title == title
