from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from optviz.api.run import run
from optviz.scenario import parse
from optviz.simulate import simulate
from optviz.views.contour import Contour

if TYPE_CHECKING:
    from optviz.views import View

TEXT = """
surface: beale
start: [1, 1.5]
steps: 20
optimizers: [{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]
"""
SCENARIO = parse(TEXT)


def test_it_runs_every_optimizer_in_order() -> None:
    assert [(each.optimizer, each.steps) for each in run(SCENARIO)] == [("sgd", 20), ("adam", 20)]


def test_it_runs_every_cell_one_row_after_another() -> None:
    text = TEXT.replace("start: [1, 1.5]\n", "").replace("{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}", "sgd, adam")
    text += "vary: {lr: [0.01, 0.02], start: [[1, 1.5], [2, 0.5]]}\n"
    scenario = parse(text)
    found = run(scenario)
    assert [each.label for each in found[:3]] == [
        "SGD, lr = 0.01, start (1, 1.5)",
        "Adam, lr = 0.01, start (1, 1.5)",
        "SGD, lr = 0.02, start (1, 1.5)",
    ]
    assert len({each.label for each in found}) == 8
    assert [(each.cell, each.run) for each in found] == [(cell, run) for cell in range(4) for run in range(2)]
    for trajectory in found:
        cell = scenario.cells[trajectory.cell]
        alone = simulate(cell.runs[trajectory.run].optimizer, cell.surface, cell.starts, scenario.steps)
        assert np.array_equal(trajectory.positions, alone.positions)


def test_a_cell_of_one_optimizer_is_named_once() -> None:
    text = TEXT.replace("optimizers: [{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]", "vary: {optimizer: [sgd, adam]}")
    assert [each.label for each in run(parse(text))] == ["SGD", "Adam"]


class WithAnatomy(Contour):
    needs_anatomy: ClassVar[bool] = True


@pytest.mark.parametrize(("view", "wanted"), [(Contour(), False), (WithAnatomy(), True)])
def test_anatomy_is_recorded_where_a_view_needs_it(view: View, wanted: bool) -> None:
    trajectories = run(dataclasses.replace(SCENARIO, views=(Contour(), view)))
    assert [bool(each.anatomy) for each in trajectories] == [wanted, wanted]
