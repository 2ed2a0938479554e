from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.trajectory import Part, Trajectory


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


def by_calls(name: str, steps: int, starts: list[list[float]], **options: Any) -> tuple[Trajectory, Trajectory]:
    """A run and the same on an axis of calls that goes on a little after its end."""
    run = simulate(optimizer(name, **options), surface("rosenbrock"), starts, steps)
    return run, run.by_calls(int(run.calls.max()) + 3)


@pytest.mark.parametrize("name", ["sgd", "sam", "newton", "nelder_mead", "lbfgs", "cma_es", "grid_search", "sophia"])
def test_on_an_axis_of_calls_each_row_shows_the_last_step_that_so_many_calls_were_enough_for(name: str) -> None:
    run, found = by_calls(name, 12, [[-1.2, 1.0], [0.5, -0.5]])
    for start in range(2):
        for row in range(found.steps + 1):
            step = max(step for step in range(13) if not step or run.calls[start, step] <= row) if row else 0
            assert found.step_numbers[start, row] == step
            for key in ("positions", "values", "gradient_norms", "distances", "calls"):
                assert np.array_equal(getattr(found, key)[start, row], getattr(run, key)[start, step], equal_nan=True)
            for key, entry in run.recorded.items():
                assert np.array_equal(found.recorded[key][start, row], entry[start, step], equal_nan=True)
        assert (found.step_numbers[start, 0], found.step_numbers[start, -1]) == (0, 12)
        assert found.fresh[start].sum() == len(set(found.step_numbers[start].tolist()))
    assert found.gradient_evaluations.tolist() == run.gradient_evaluations.tolist()
    assert run.fresh.all()
    assert run.step_numbers.tolist() == [list(range(13))] * 2


def test_on_an_axis_of_calls_a_run_is_lost_at_a_call() -> None:
    run, found = by_calls("sam", 9, [[-1.2, 1.0], [1.0, 1.0]], inner=optimizer("sgd", lr=0.2))
    assert run.left_at.tolist() == [1, -1]
    assert found.left_at.tolist() == [2, -1]
    assert (run.lost_words(0, 1), found.lost_words(0, 2), found.lost_words(0, 1)) == ("left at 1", "left at call 2", "")
    assert found.lost[:, :4].tolist() == [[False, False, True, True], [False] * 4]
    assert found.diverged_at[0] == 2 * run.diverged_at[0] > 0


def test_on_an_axis_of_calls_a_step_takes_as_long_as_its_calls() -> None:
    run, found = by_calls("sam", 4, [[-1.2, 1.0]])
    assert [run.phase(row, 0.5) for row in range(5)] == [0.5, 0.5, 0.5, 0.5, 1.0]
    assert [found.phase(row, 0.5) for row in range(9)] == [*[0.25, 0.75] * 4, 1.0]


def test_on_an_axis_of_calls_parts_are_those_of_the_step_that_is_being_taken() -> None:
    run = simulate(optimizer("momentum", lr=0.001), surface("rosenbrock"), [-1.2, 1.0], 4, anatomy=True)
    slower = replace(run, calls=2 * run.calls).by_calls(11)
    for part, found in zip(run.anatomy, slower.anatomy, strict=True):
        assert found.tail[0].tolist() == part.tail[0, [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3]].tolist()
        assert found.vector[0].tolist() == part.vector[0, [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3]].tolist()


def test_on_an_axis_of_calls_dots_come_once_and_the_newest_stay() -> None:
    run, found = by_calls("cma_es", 5, [[-1.2, 1.0]], popsize=4)
    points = found.cloud_points
    assert np.flatnonzero(np.isfinite(points).all(axis=(1, 2))).tolist() == [4, 8, 12, 16, 20]
    assert np.array_equal(points[8], run.cloud_points[2])
    assert [found.newest_dots(row).tolist() for row in (8, 11)] == [run.newest_dots(2).tolist()] * 2


def test_arrivals_are_steps_on_both_axes() -> None:
    run, found = by_calls("newton", 20, [[-1.2, 1.0], [0.5, -0.5]])
    assert found.arrivals() == run.arrivals()
    assert None not in run.arrivals()
