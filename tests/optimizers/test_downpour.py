from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

STARTS = [[1.3, -1.7], [0.2, 0.9], [-1.1, 0.4]]


def test_one_worker_that_always_pushes_and_fetches_is_adagrad(uneven: Surface) -> None:
    gradient = GradientOptions(noise=Noise(0.5))
    alone = simulate(optimizer("adagrad", lr=0.3), uneven, STARTS, 80, gradient=gradient)
    pushed = simulate(optimizer("downpour", lr=0.3, workers=1), uneven, STARTS, 80, gradient=gradient)
    assert pushed.positions.tobytes() == alone.positions.tobytes()
    assert pushed.recorded["workers"][:, :, 0].tobytes() == alone.positions.tobytes()


def test_the_server_moves_when_a_worker_pushes(uneven: Surface) -> None:
    method = optimizer("downpour", lr=0.3, workers=1, n_push=3, n_fetch=4, local_lr=0.01)
    run = simulate(method, uneven, STARTS[0], 24)
    moved = (np.diff(run.positions[0], axis=0) != 0).any(axis=-1)
    assert (np.flatnonzero(moved) % 3 == 0).all()
    assert moved.sum() == 8
    together = (run.recorded["workers"][0, :, 0] == run.positions[0]).all(axis=-1)
    assert np.flatnonzero(together).tolist() == [0, 4, 8, 12, 16, 20, 24]


def test_between_fetches_a_worker_walks_by_sgd(uneven: Surface) -> None:
    method = optimizer("downpour", lr=0.3, workers=1, n_push=50, n_fetch=50, local_lr=0.02)
    worker = simulate(method, uneven, STARTS, 49).recorded["workers"][:, :, 0]
    assert worker.tobytes() == simulate(optimizer("sgd", lr=0.02), uneven, STARTS, 49).positions.tobytes()


def test_one_worker_has_its_turn_at_a_time(uneven: Surface) -> None:
    reads = simulate(optimizer("downpour", lr=0.3, workers=5), uneven, STARTS, 100).recorded["workers"]
    assert ((np.diff(reads, axis=1) != 0).any(axis=-1).sum(axis=-1) == 1).all()
