from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize("name", ["polyak", "ema"])
def test_averaging_leaves_the_way_as_it_is(name: str, uneven: Surface) -> None:
    inner = optimizer("adam", lr=0.05)
    averaged = simulate(optimizer(name, inner=inner), uneven, START, 30)
    assert averaged.positions.tobytes() == simulate(inner, uneven, START, 30).positions.tobytes()


@pytest.mark.parametrize("begin", [1, 2, 10])
def test_polyak_is_the_mean_of_what_counts(begin: int, uneven: Surface) -> None:
    run = simulate(optimizer("polyak", inner="momentum", begin=begin), uneven, START, 30)
    x, average = run.positions[0], run.recorded["average"][0]
    assert (average[:begin] == x[:begin]).all()
    for t in range(begin, 31):
        assert average[t] == pytest.approx(x[begin : t + 1].mean(axis=0), abs=1e-14)


def test_ema_by_hand(uneven: Surface) -> None:
    run = simulate(optimizer("ema", inner="momentum", decay=0.7), uneven, START, 30)
    x, average = run.positions[0], run.recorded["average"][0]
    expected = x[1]
    for t in range(2, 31):
        expected = 0.7 * expected + 0.3 * x[t]
        assert average[t] == pytest.approx(expected, abs=1e-14)


def test_no_memory_is_no_average(uneven: Surface) -> None:
    run = simulate(optimizer("ema", inner="momentum", decay=0.0), uneven, START, 30)
    assert np.array_equal(run.recorded["average"], run.positions)
