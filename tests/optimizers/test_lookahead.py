from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers import optimizer
from optviz.schedules import schedule
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_going_all_the_way_is_the_inner_method(uneven: Surface) -> None:
    inner = optimizer("adam", lr=0.05)
    ahead = simulate(optimizer("lookahead", inner=inner, alpha=1.0), uneven, START, 40)
    assert np.abs(ahead.positions - simulate(inner, uneven, START, 40).positions).max() < 1e-13


def test_fast_and_slow_weights_meet_every_k_steps_and_slow_ones_rest_between(uneven: Surface) -> None:
    run = simulate(optimizer("lookahead", inner="momentum", k=4), uneven, START, 20)
    fast, slow = run.positions[0], run.recorded["slow"][0]
    assert (fast[::4] == slow[::4]).all()
    for t, (before, after) in enumerate(itertools.pairwise(slow), start=1):
        assert (before == after).all() == (t % 4 != 0)


def test_the_inner_method_s_schedules_know_the_run_s_length() -> None:
    bound = optimizer("lookahead", inner=optimizer("sgd", lr=schedule("cosine", initial=0.1))).bind(30)
    assert bound.plain()["inner"]["lr"]["T_max"] == 30


def test_an_inner_schedule_out_of_range_is_named() -> None:
    inner = optimizer("sgd", lr=schedule("cosine", initial=0.1, eta_min=-0.1))
    with pytest.raises(ParameterError, match=r"^inner\.inner\.lr: must be > 0, but cosine gives") as caught:
        optimizer("sam", inner=optimizer("lookahead", inner=inner)).bind(30)
    assert caught.value.parameter == "inner.inner.lr"


@pytest.mark.parametrize("inner", [optimizer("bfgs"), optimizer("polyak", inner="nelder_mead")])
def test_what_cannot_be_set_back_is_refused(inner: Optimizer) -> None:
    with pytest.raises(ParameterError, match=r"inner: .* cannot be set back"):
        optimizer("lookahead", inner=inner)
