from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

BOUNCING = optimizer("sgd", lr=0.4)
"""From some starts it climbs out of the bowl's steep direction: its values fall, then rise."""


@pytest.mark.parametrize("patience", [1, 3, 10])
def test_it_ends_at_the_lowest_value_after_waiting(patience: int, bowl: Surface) -> None:
    start, steps = (2.0, 1e-4), 40
    free = simulate(BOUNCING, bowl, start, steps)
    run = simulate(optimizer("early_stopping", inner=BOUNCING, patience=patience), bowl, start, steps)
    best = 1 + int(free.values[0, 1:].argmin())
    assert 1 < best < steps - patience
    stop = best + patience
    assert np.array_equal(run.positions[0, :stop], free.positions[0, :stop])
    assert (run.positions[0, stop:] == free.positions[0, best]).all()
    assert run.gradient_evaluations.tolist() == [stop]
    assert run.calls[0, [1, stop, -1]].tolist() == [2, 2 * stop, 2 * stop]


def test_runs_stop_each_by_itself(bowl: Surface) -> None:
    starts = [[2.0, 1e-4], [2.0, 1e-2], [2.0, 0.0]]
    method = optimizer("early_stopping", inner=BOUNCING, patience=2)
    together = simulate(method, bowl, starts, 30)
    for row, start in enumerate(starts):
        alone = simulate(method, bowl, start, 30)
        assert together.positions[row].tobytes() == alone.positions[0].tobytes()
        assert together.calls[row].tolist() == alone.calls[0].tolist()
    assert len(set(together.gradient_evaluations.tolist())) == 3


def test_a_run_that_diverges_goes_back(bowl: Surface) -> None:
    run = simulate(optimizer("early_stopping", inner=optimizer("sgd", lr=1e200), patience=3), bowl, (1.0, 1.0), 20)
    assert np.isfinite(run.positions[0, -1]).all()
