from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.rmsprop import RMSProp
from optviz.optimizers.schedule_free import ScheduleFreeAdamW, ScheduleFreeSGD
from optviz.optimizers.sgd import SGD
from optviz.schedules import schedule
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize("optimizer", [ScheduleFreeSGD(lr=0.05), ScheduleFreeAdamW(lr=0.05)])
def test_x_is_the_running_mean_of_z(optimizer: Optimizer, uneven: Surface) -> None:
    run = simulate(optimizer, uneven, START, 60)
    z = run.recorded["z"][0, 1:]
    means = np.cumsum(z, axis=0) / np.arange(1, 61)[:, None]
    assert np.abs(run.positions[0, 1:] - means).max() < 1e-13


def test_z_alone_is_gradient_descent(uneven: Surface) -> None:
    z = simulate(ScheduleFreeSGD(lr=0.05, beta=0.0, weight_decay=0.1), uneven, START, 60).recorded["z"]
    plain = simulate(SGD(lr=0.05, weight_decay=0.1), uneven, START, 60).positions
    assert np.abs(z - plain).max() < 1e-13


def test_z_alone_is_a_corrected_rmsprop(uneven: Surface) -> None:
    z = simulate(ScheduleFreeAdamW(lr=0.05, beta=0.0, beta2=0.0, eps=0.1), uneven, START, 60).recorded["z"]
    plain = simulate(RMSProp(lr=0.05, rho=0.0, eps=0.1), uneven, START, 60).positions
    assert np.abs(z - plain).max() < 1e-13


def test_a_warm_up_weighs_by_the_squares_of_the_largest_rate(uneven: Surface) -> None:
    rate = schedule("linear", initial=0.04, start_factor=0.25, end_factor=1.0, total_iters=3)
    run = simulate(ScheduleFreeSGD(lr=rate), uneven, START, 5)
    weights = np.array([0.01, 0.02, 0.03, 0.04, 0.04])[:, None] ** 2
    mean = (weights * run.recorded["z"][0, 1:]).sum(axis=0) / weights.sum()
    assert np.abs(run.positions[0, 5] - mean).max() < 1e-14


def test_rests_while_the_learning_rate_is_zero(uneven: Surface) -> None:
    rising = schedule("cosine", initial=0.0, T_max=10, eta_min=0.1)
    positions = simulate(ScheduleFreeSGD(lr=rising), uneven, START, 3).positions[0]
    assert positions[1].tolist() == list(START)
    assert np.isfinite(positions).all()
