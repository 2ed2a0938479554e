from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.optimizers.base import ema
from optviz.optimizers.families.anatomy import newest
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

STARTS = np.array([[1.3, -1.7], [0.2, 0.9], [-1.1, 0.4]])


def test_the_newest_value_of_an_average() -> None:
    average, value = STARTS, STARTS[::-1]
    assert newest(average, ema(average, value, 0.9), 0.9) == pytest.approx(value, rel=1e-12)


def test_m_hat_is_a_weighted_mean_of_the_gradients(uneven: Surface) -> None:
    run = simulate(optimizer("adam", lr=0.1, beta1=0.5), uneven, STARTS, 2, anatomy=True)
    first, second = np.moveaxis(uneven.gradient(run.positions[:, :2]), 1, 0)
    m_hat = next(part.vector for part in run.anatomy if part.name == "m_hat")
    assert m_hat[:, 0] == pytest.approx(-first, rel=1e-12)
    assert m_hat[:, 1] == pytest.approx(-(first + 2 * second) / 3, rel=1e-12)


def test_a_scaling_of_0_hides_the_gradient(uneven: Surface) -> None:
    rates = {"schedule": "linear", "initial": 0.1, "start_factor": 1.0, "end_factor": 0.0, "total_iters": 2}
    gradient, _, step = simulate(optimizer("adagrad", lr=rates), uneven, STARTS, 3, anatomy=True).anatomy
    assert np.isfinite(gradient.vector[:, :2]).all()
    assert np.isnan(gradient.vector[:, 2]).all()
    assert (step.vector[:, 2] == 0).all()
