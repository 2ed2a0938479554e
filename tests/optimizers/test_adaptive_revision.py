from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

STARTS = [[1.3, -1.7], [0.2, 0.9], [-1.1, 0.4]]


@pytest.mark.parametrize("given", [{"delay": 0}, {"workers": 1}], ids=str)
def test_without_delay_it_is_adagrad_from_one(given: dict[str, int], uneven: Surface) -> None:
    adagrad = optimizer("adagrad", lr=0.3, initial_accumulator_value=1.0, eps=0.0)
    alone = simulate(adagrad, uneven, STARTS, 80)
    revised = simulate(optimizer("adaptive_revision", lr=0.3, **given), uneven, STARTS, 80)
    assert revised.positions.tobytes() == alone.positions.tobytes()


def test_what_a_worker_reads_was_there_at_one_moment(uneven: Surface) -> None:
    run = simulate(optimizer("adaptive_revision", lr=0.3, workers=3, delay=4), uneven, STARTS[0], 60)
    path, reads = run.positions[0], run.recorded["workers"][0]
    for t in range(1, 61):
        window = path[max(0, t - 5) : t]
        for worker in np.flatnonzero((reads[t] != reads[t - 1]).any(axis=-1)):
            assert (window == reads[t, worker]).all(axis=-1).any()


def test_long_delays_change_the_walk(uneven: Surface) -> None:
    near, far = (
        simulate(optimizer("adaptive_revision", lr=0.3, workers=30, delay=delay), uneven, STARTS, 60).positions
        for delay in (1, 20)
    )
    assert (near[:, -1] != far[:, -1]).all()
