from __future__ import annotations

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.schedules import schedule
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface


def test_is_divided_by_time_or_its_power() -> None:
    assert [schedule("inverse_time", initial=0.6)(t) for t in (1, 2, 3, 6)] == pytest.approx([0.6, 0.3, 0.2, 0.1])
    root = schedule("inverse_time", initial=0.6, rate=1.0, power=0.5)
    assert [root(t) for t in (1, 4, 9)] == pytest.approx([0.6, 0.3, 0.2])


def test_a_falling_rate_leads_where_it_does_elsewhere() -> None:
    bowl = from_expression("x**2 + 2*y**2", Bounds((-5.5, 1), (-3, 1.5)))
    sgd = optimizer("sgd", lr={"schedule": "inverse_time", "initial": 0.1, "rate": 0.1, "power": 0.5})
    walk = simulate(sgd, bowl, np.array([-5.0, -2.0]), 50).positions[0]
    expected = [(-4, -1.2), (-0.78661151, -0.03220312), (-9.54071224e-03, -2.68383793e-06)]
    assert walk[[1, 10, 50]] == pytest.approx(np.array(expected), rel=3e-7)


@pytest.mark.parametrize(
    ("name", "max_lr", "end"),
    [("momentum", 3.75e-5, (2.35238069, 0.28586658)), ("adam", 0.03, (2.37798606, 0.32334434))],
)
def test_a_cycling_rate_leads_where_torch_s_does(name: str, max_lr: float, end: tuple[float, float]) -> None:
    lr = {"schedule": "cyclic", "base_lr": 1e-5, "max_lr": max_lr, "step_size_up": 100}
    method = optimizer(name, lr={**lr, "mode": "exp_range", "gamma": 0.9983})
    walk = simulate(method, surface("beale"), np.array([2.0, 1.7]), 3400).positions[0]
    assert walk[-1] == pytest.approx(np.array(end), rel=1e-8)
