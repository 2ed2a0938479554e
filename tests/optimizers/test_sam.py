from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.optimizers.sam import SAM
from optviz.optimizers.sgd import SGD
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_a_small_distance_is_the_inner_method(uneven: Surface) -> None:
    inner = optimizer("momentum", lr=0.02)
    near = simulate(optimizer("sam", inner=inner, rho=1e-12), uneven, START, 40)
    assert np.abs(near.positions - simulate(inner, uneven, START, 40).positions).max() < 1e-9


def test_one_step_by_hand(bowl: Surface) -> None:
    step = simulate(optimizer("sam", inner=optimizer("sgd", lr=0.1), rho=0.5), bowl, (1.5, 2 / 3), 1).positions[0, 1]
    assert np.abs(step - (np.array([1.5, 2 / 3]) - 0.1 * np.array([2 * 1.8, 6 * (2 / 3 + 0.4)]))).max() < 1e-14


def test_where_there_is_no_way_up_it_stays(bowl: Surface) -> None:
    run = simulate(optimizer("sam"), bowl, [(0.0, 0.0), (1.0, 1.0)], 5)
    assert (run.positions[0] == 0).all()
    assert (run.positions[1, -1] != 1).all()


def test_every_gradient_costs_two(uneven: Surface) -> None:
    assert simulate(optimizer("sam", inner="adam"), uneven, START, 3).calls[0].tolist() == [0, 2, 4, 6]


def test_methods_that_walk_alone_or_by_chance_climb_too(uneven: Surface) -> None:
    for inner in ("bfgs", "hogwild"):
        plain = simulate(optimizer(inner), uneven, START, 5)
        sharp = simulate(optimizer("sam", inner=inner, rho=0.3), uneven, START, 5)
        assert (sharp.positions[0, 2:] != plain.positions[0, 2:]).any()
        assert sharp.gradient_evaluations[0] % 2 == 0


def test_the_adaptive_way_up_by_hand(uneven: Surface) -> None:
    x = np.array([1.3, -1.7])
    g = uneven.gradient(x)
    up = 0.05 * x**2 * g / (np.hypot(*(x * g)) + 1e-3)
    method = SAM(SGD(lr=0.1), rho=0.05, adaptive=True, perturb_eps=1e-3)
    found = simulate(method, uneven, x, 1).positions[0, 1]
    assert found == pytest.approx(x - 0.1 * uneven.gradient(x + up), rel=1e-13)


def test_more_gradients_lead_further_up() -> None:
    assert SAM(SGD(), sync_period=4).questions() == 4
