from __future__ import annotations

from dataclasses import replace

import numpy as np

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.trajectory import Part


def test_a_part_leads_from_its_tail_to_its_tip() -> None:
    part = Part("step", "step", np.array([[1.0, 2.0], [0.0, 0.5]]), np.array([[0.5, -1.0], [2.0, 0.0]]))
    assert part.tip.tolist() == [[1.5, 1.0], [2.0, 0.5]]
    assert part.unit == "position"


def test_it_is_shown_on_a_line() -> None:
    one = simulate(optimizer("sgd", lr=0.25), surface("sphere"), (0.5, -1), 2)
    assert repr(one) == "<Trajectory SGD: 2 steps from (0.5, -1) to (0.125, -0.25), value 0.07812>"
    lost = simulate(optimizer("sgd", lr=100), surface("sphere"), (0.5, -1), 2)
    assert repr(lost) == "<Trajectory SGD: 2 steps from (0.5, -1), left at 1>"
    several = simulate(optimizer("sgd", lr=0.25), surface("sphere"), [(0.5, -1), (1, 1)], 2)
    assert repr(several) == "<Trajectory SGD: 2 steps from 2 starts>"
    assert len(repr(Part("step", "step", np.zeros((500, 2)), np.zeros((500, 2))))) < 100


def test_trials_that_all_runs_share_are_there_once() -> None:
    same = np.arange(12.0).reshape(1, 6, 2)
    shared = replace(simulate(optimizer("random_search"), surface("booth"), [[0, 0], [1, 1]], 5), clouds=("trials",))
    assert shared.cloud_points.shape == (6, 1, 2)
    both = replace(shared, recorded={"trials": np.concatenate([same, same + 1])})
    assert both.cloud_points.tolist() == np.stack([same[0], same[0] + 1], axis=1).tolist()
    assert replace(both, clouds=()).cloud_points.shape == (6, 0, 2)


def test_an_outline_that_is_not_known_yet_is_none() -> None:
    polygons = np.full((2, 3, 4, 2), np.nan)
    polygons[0, 1:] = 1.0
    run = replace(simulate(optimizer("sgd"), surface("booth"), [[0, 0], [1, 1]], 2), recorded={"edge": polygons})
    run = replace(run, outlines=("edge",))
    assert [len(run.outlines_at(step)) for step in range(3)] == [0, 1, 1]
    assert run.outlines_at(2)[0].tolist() == [[1.0, 1.0]] * 4
