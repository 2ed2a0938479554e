from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.asgd import ASGD
from optviz.optimizers.sgd import SGD
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_the_average_is_the_mean_from_t0_on(uneven: Surface) -> None:
    run = simulate(ASGD(lr=0.05, t0=10), uneven, START, 60)
    x, average = run.positions[0], run.recorded["average"][0]
    assert average[:13].tobytes() == x[:13].tobytes()
    for t in range(13, 61):
        assert np.abs(average[t] - x[12 : t + 1].mean(axis=0)).max() < 1e-12


def test_the_average_never_steps(uneven: Surface) -> None:
    early, late = (simulate(ASGD(lr=0.05, t0=t0), uneven, START, 40) for t0 in (0, 1e6))
    assert early.positions.tobytes() == late.positions.tobytes()
    assert late.recorded["average"].tobytes() == late.positions.tobytes()


def test_without_lambd_it_is_gradient_descent(uneven: Surface) -> None:
    walks = [simulate(each, uneven, START, 40).positions for each in (ASGD(lr=0.05, lambd=0.0), SGD(lr=0.05))]
    assert walks[0].tobytes() == walks[1].tobytes()


def test_a_step_that_overflows_is_no_step(uneven: Surface) -> None:
    _, first, *later = simulate(ASGD(alpha=1e300), uneven, START, 5).positions[0].tolist()
    assert later == [first] * 4
