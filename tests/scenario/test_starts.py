"""Starts by a rule: as files write them, drawn for each cell, and written back as declared."""

from __future__ import annotations

import numpy as np
import pytest

from optviz.errors import InvalidScenarioError
from optviz.scenario import parse, to_mapping, to_yaml
from optviz.starts import STARTS, Spread

TEXT = "surface: beale\noptimizers: [sgd]\nsteps: 3\n"


@pytest.mark.parametrize("start", ["normal", "{name: normal, std: 0.1, count: 7}", "{name: grid, columns: 2, rows: 2}"])
def test_a_rule_is_written_as_it_is_declared(start: str) -> None:
    scenario = parse(f"{TEXT}start: {start}\n")
    assert f"start: {start}\n" in to_yaml(scenario)
    assert parse(to_yaml(scenario)) == scenario
    assert isinstance(scenario.start, Spread)
    assert to_mapping(scenario)["start"]["name"] == scenario.start.name


def test_the_points_follow_from_the_seed_and_the_bounds() -> None:
    first, other = (parse(f"{TEXT}start: uniform\nseed: {seed}\nbounds: {{x: [0, 1], y: [2, 3]}}\n") for seed in (0, 1))
    assert len(first.starts) == 100
    assert first.starts != other.starts
    assert all(0 <= x <= 1 and 2 <= y <= 3 for x, y in first.starts)
    assert first.starts == STARTS["uniform"]().points(0, ((0.0, 1.0), (2.0, 3.0)))


def test_rules_vary_from_cell_to_cell() -> None:
    rules = "[{name: normal, std: 0.1}, {name: glorot, count: 9}, [1, 2]]"
    scenario = parse(f"{TEXT}vary: {{start: {rules}, lr: [0.1, 0.2]}}\n")
    assert [len(cell.starts) for cell in scenario.cells] == [100, 9, 1] * 2
    assert scenario.cells[0].heading[0] == "100 normal starts, std 0.1"
    assert scenario.starts == scenario.cells[0].starts
    assert parse(to_yaml(scenario)) == scenario


def test_a_rule_without_intervals_takes_the_bounds_of_each_cell_s_surface() -> None:
    scenario = parse("optimizers: [sgd]\nstart: {name: grid, columns: 1, rows: 1}\nvary: {surface: [beale, branin]}\n")
    for cell in scenario.cells:
        middle = (sum(cell.bounds.x) / 2, sum(cell.bounds.y) / 2)
        assert np.allclose(cell.starts, [middle], rtol=0, atol=1e-12)


def test_points_of_a_rule_may_fall_outside_or_where_there_is_no_value() -> None:
    far = parse(f"{TEXT}start: {{name: normal, mean: [100, 100]}}\n")
    assert not far.bounds.contains(np.array(far.starts)).any()
    surface = '{expression: "log(x) + y**2", bounds: {x: [-1, 1], y: [-1, 1]}}'
    assert len(parse(f"surface: {surface}\noptimizers: [sgd]\nstart: uniform\n").starts) == 100


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ("norml", "unknown start 'norml'; did you mean 'normal'"),
        ("{std: 3}", "a start needs 'name'"),
        ("{name: normal, sd: 3}", "unknown key 'sd' in start 'normal'; did you mean 'std'?"),
        ("3", r"expected a list, each [number, number], or a rule by its name, not 3"),
        ("{name: grid, columns: 1000}", "columns: expected a whole number from 1 to 100, not 1000"),
    ],
)
def test_what_is_no_start_is_refused_at_its_place(start: str, message: str) -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(f"{TEXT}start: {start}\n")
    assert message in str(caught.value)
    assert "<string>:4:" in str(caught.value)
