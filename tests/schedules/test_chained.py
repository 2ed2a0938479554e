from __future__ import annotations

import pytest

from optviz.errors import ParameterError
from optviz.schedules import Schedule, schedule

WARMUP = schedule("linear", initial=0.2, start_factor=0.5, total_iters=2)


def test_factors_are_multiplied_whatever_the_initial_values() -> None:
    for initial in (0.2, 1.0):
        decay = schedule("exponential", initial=initial, gamma=0.5)
        chain = schedule("chained", schedules=(WARMUP, decay))
        assert [chain(t) for t in (1, 2, 3, 4)] == pytest.approx([0.1, 0.075, 0.05, 0.025])


def test_what_was_asked_before_does_not_matter() -> None:
    chain = schedule("chained", schedules=(WARMUP, schedule("step", initial=1.0, step_size=2)))
    assert chain(9) == schedule("chained", schedules=chain.schedules)(9) == chain(9)  # type: ignore[attr-defined]
    assert chain(1) == pytest.approx(0.1)


def test_a_factor_of_zero_stays_zero() -> None:
    gone: Schedule = schedule("polynomial", initial=1.0, total_iters=3)
    chain = schedule("chained", schedules=(schedule("exponential", initial=0.3, gamma=0.9), gone))
    assert [chain(t) for t in (4, 5, 50)] == [0.0, 0.0, 0.0]


def test_lengths_left_out_are_the_run_s() -> None:
    chain = schedule("chained", schedules=(schedule("linear", initial=0.1), schedule("cosine", initial=0.1)))
    bound = chain.bind(30).plain()["schedules"]
    assert (bound[0]["total_iters"], bound[1]["T_max"]) == (30, 30)


def test_what_reacts_is_no_part() -> None:
    with pytest.raises(ParameterError, match="schedules: plateau reacts to values"):
        schedule("chained", schedules=(WARMUP, schedule("plateau", initial=0.1)))
