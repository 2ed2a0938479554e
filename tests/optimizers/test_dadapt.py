from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.optimizers.adam import Adam
from optviz.optimizers.dadapt import DAdaptAdam, DAdaptSGD, Prodigy
from optviz.optimizers.sgd import SGD
from optviz.oracle import Oracle
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

START = (1.3, -1.7)
ALL = [DAdaptSGD(), DAdaptAdam(), Prodigy()]
every_method = pytest.mark.parametrize("optimizer", ALL, ids=lambda optimizer: optimizer.name)


def distances(optimizer: Optimizer, where: Surface, start: Array, steps: int) -> Array:
    """d before and after every step."""
    state = optimizer.init(start)
    found = [state["d"]]
    for t in range(1, steps + 1):
        state = optimizer.step(state, Oracle(where), t)
        found.append(state["d"])
    return np.array(found)


@every_method
def test_the_distance_never_shrinks_and_is_each_runs_own(optimizer: Optimizer, bowl: Surface) -> None:
    starts = np.array([[1.3, -1.7], [0.1, 0.2]])
    found = distances(optimizer, bowl, starts, 40)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (found[-1] > 1e3 * found[0]).all()
    assert found[-1, 0] != found[-1, 1]
    for row, start in enumerate(starts):
        assert distances(optimizer, bowl, start, 40).tobytes() == found[:, row].tobytes()


def test_the_distance_of_a_cone_is_not_overstated() -> None:
    # D-Adaptation's bound is proved for convex functions with bounded slopes.
    cone = from_expression("sqrt(x**2 + y**2)", Bounds((-2, 2), (-2, 2)))
    found = distances(DAdaptSGD(), cone, np.array([1.2, 0.9]), 200)
    assert 0.3 < found[-1, 0] <= 1.5


@pytest.mark.parametrize(
    "optimizer", [DAdaptSGD(growth_rate=1.1), DAdaptAdam(growth_rate=1.1), Prodigy(growth_rate=1.1)]
)
def test_the_distance_grows_no_faster_than_asked(optimizer: Optimizer, bowl: Surface) -> None:
    found = distances(optimizer, bowl, np.array(START), 60)[:, 0]
    first = 2 if optimizer.name == "prodigy" else 0  # its first estimate is free
    ratios = found[first + 1 :] / found[first:-1]
    assert ratios.max() == pytest.approx(1.1, rel=1e-12)


@every_method
def test_a_run_at_a_minimum_rests(optimizer: Optimizer, bowl: Surface) -> None:
    assert simulate(optimizer, bowl, (0.0, 0.0), 5).positions[0].tolist() == [[0.0, 0.0]] * 6


def test_with_a_distance_that_is_right_from_the_start_sgd_keeps_its_step(bowl: Surface) -> None:
    slope = np.hypot(*bowl.gradient(np.array(START)))
    fixed = simulate(DAdaptSGD(d0=0.3, growth_rate=1.0), bowl, START, 40).positions
    assert np.abs(fixed - simulate(SGD(lr=0.3 / slope), bowl, START, 40).positions).max() < 1e-13


@pytest.mark.parametrize("correct", [False, True])
def test_with_a_distance_that_is_right_from_the_start_both_are_adam(correct: bool, uneven: Surface) -> None:
    given: dict[str, Any] = {"d0": 0.02, "growth_rate": 1.0, "use_bias_correction": correct, "eps": 0.0}
    adapted = simulate(DAdaptAdam(**given), uneven, START, 1).positions
    weighed = simulate(Prodigy(d_coef=1e-9, **given), uneven, START, 1).positions
    assert np.abs(adapted - weighed).max() < 1e-15
    if correct:
        assert np.abs(weighed - simulate(Adam(lr=0.02, eps=0.0), uneven, START, 1).positions).max() < 1e-15
        whole = simulate(Prodigy(d_coef=1e-9, **given), uneven, START, 50).positions
        assert np.abs(whole - simulate(Adam(lr=0.02, eps=0.0), uneven, START, 50).positions).max() < 1e-12


def test_decay_reaches_the_first_slope_of_sgd(bowl: Surface) -> None:
    decayed = DAdaptSGD(weight_decay=0.5, d0=1e-3)
    heavier = from_expression("x**2 + 3*y**2 + 0.5*(x**2 + y**2)/2", Bounds((-2, 2), (-2, 2)))
    walks = [simulate(decayed, bowl, START, 30), simulate(DAdaptSGD(d0=1e-3), heavier, START, 30)]
    assert np.abs(walks[0].positions - walks[1].positions).max() < 1e-12


def test_a_decoupled_decay_shrinks_x_and_leaves_the_evidence_alone(uneven: Surface) -> None:
    still = from_expression("0*x", Bounds((-2, 2), (-2, 2)))
    assert simulate(DAdaptSGD(weight_decay=0.1, decouple=True), still, START, 5).positions[0, -1].tolist() == list(
        START
    )
    # The first step by hand: rate = d0 lr / |g|, x decays by rate weight_decay x, and then meets x_1 - rate g half way.
    g = uneven.gradient(np.array(START))
    rate = 0.2 / np.hypot(*g)
    method = DAdaptSGD(momentum=0.5, weight_decay=0.3, d0=0.2, decouple=True)
    found = simulate(method, uneven, START, 1).positions[0, 1]
    assert found == pytest.approx(0.5 * (1 - rate * 0.3) * np.array(START) + 0.5 * (START - rate * g), rel=1e-12)
