from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

STARTS = [[1.3, -1.7], [0.2, 0.9], [-1.1, 0.4]]
NOISY = GradientOptions(noise=Noise(0.5))


def test_one_worker_without_a_spring_is_sgd(uneven: Surface) -> None:
    run = simulate(optimizer("easgd", lr=0.05, workers=1, alpha=0.0), uneven, STARTS, 80, gradient=NOISY)
    alone = simulate(optimizer("sgd", lr=0.05), uneven, STARTS, 80, gradient=NOISY)
    assert run.recorded["workers"][:, :, 0].tobytes() == alone.positions.tobytes()
    assert (run.positions == run.starts[:, np.newaxis]).all()


def test_without_noise_the_workers_are_one_path(uneven: Surface) -> None:
    workers = simulate(optimizer("easgd", lr=0.05), uneven, STARTS, 40).recorded["workers"]
    assert (workers == workers[:, :, :1]).all()
    noisy = simulate(optimizer("easgd", lr=0.05), uneven, STARTS, 40, gradient=NOISY).recorded["workers"]
    assert (noisy[:, 1:, 0] != noisy[:, 1:, 1]).all()


def test_left_out_the_springs_share_nine_tenths(uneven: Surface) -> None:
    left_out = simulate(optimizer("easgd", lr=0.05, workers=3), uneven, STARTS, 40).positions
    assert (
        left_out.tobytes()
        == simulate(optimizer("easgd", lr=0.05, workers=3, alpha=0.3), uneven, STARTS, 40).positions.tobytes()
    )


def test_the_centre_moves_every_tau_steps_towards_its_workers(uneven: Surface) -> None:
    run = simulate(optimizer("easgd", lr=0.05, workers=3, tau=4), uneven, STARTS[0], 20, gradient=NOISY)
    centre, workers = run.positions[0], run.recorded["workers"][0]
    moves = np.diff(centre, axis=0)
    assert np.flatnonzero((moves != 0).any(axis=-1)).tolist() == [4, 8, 12, 16]
    for t in (4, 8, 12, 16):
        assert moves[t] == pytest.approx(0.9 * (workers[t].mean(axis=0) - centre[t]), rel=1e-12)


def test_every_worker_asks_for_its_gradient(uneven: Surface) -> None:
    assert simulate(optimizer("easgd", workers=3), uneven, STARTS, 5).gradient_evaluations.tolist() == [15] * 3
