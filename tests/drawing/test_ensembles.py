from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.ensembles import FEW, counted, drawn, have_median, median_run, quantiles, worst
from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import Bounds, surface

if TYPE_CHECKING:
    from optviz.trajectory import Trajectory

STARTS = [[0.1 * place, 0.2] for place in range(8)]


def walked(starts: list[list[float]], **options: float) -> Trajectory:
    square = Bounds((-2.0, 2.0), (-2.0, 2.0))
    return simulate(optimizer("sgd", **options), surface("sphere", bounds=square), starts, 9)


def test_many_starts_are_an_ensemble_by_themselves() -> None:
    assert [drawn("auto", count) for count in (1, FEW, FEW + 1)] == ["all", "all", "median"]
    assert [drawn("median", count) for count in (1, 2)] == ["all", "median"]
    assert [drawn("cloud", count) for count in (1, 2)] == ["all", "cloud"]
    assert drawn("all", 10_000) == "all"


def test_the_median_run_ends_at_the_lower_median() -> None:
    run = walked(STARTS[::-1], lr=0.1)
    ends = run.values[:, -1]
    assert sorted(ends).index(ends[median_run(run)]) == 3


def test_lost_runs_are_the_worst() -> None:
    run = walked([[0.1, 0.1], [0.2, 0.1], [3.0, 3.0], [0.3, 0.1]], lr=1e-6)
    assert run.left_at.tolist() == [-1, -1, 0, -1]
    assert median_run(run) == 1
    values = worst(run, run.values)
    assert np.isinf(values[2]).all()
    assert (values[[0, 1, 3]] == run.values[[0, 1, 3]]).all()
    all_lost = walked([[3.0, 3.0], [4.0, 4.0], [5.0, 5.0]], lr=1e-6)
    assert median_run(all_lost) == 1


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_a_quantile_is_a_number_of_the_sample(share: float) -> None:
    rows = np.random.default_rng(0).normal(size=(37, 5))
    assert (quantiles(rows, [share])[0] == np.quantile(rows, share, axis=0, method="inverted_cdf")).all()
    rows[::4] = np.inf
    assert (quantiles(rows, [share])[0] == np.quantile(rows, share, axis=0, method="inverted_cdf")).all()


def test_a_quantile_leaves_out_what_is_no_number() -> None:
    rows = np.array([[np.nan, 3.0], [np.nan, np.nan], [np.nan, 1.0], [np.nan, 2.0]])
    assert quantiles(rows, [0.5])[0].tolist() == pytest.approx([np.nan, 2.0], nan_ok=True)


def test_what_is_said_of_how_many_there_are() -> None:
    one, many = walked(STARTS[:1], lr=0.1), walked(STARTS, lr=0.1)
    assert counted([many, many]) == "8 starts"
    assert counted([one, many]) == "all starts"
    assert counted([]) == ""
    assert have_median([one, many], "median")
    assert not have_median([one, many], "auto")
