from __future__ import annotations

import pytest

from optviz.schedules import schedule

ENDS = {"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 2, "step_size_down": 4}


def test_goes_up_and_down_over_and_over() -> None:
    cyclic = schedule("cyclic", **ENDS)
    assert [cyclic(t) for t in range(1, 8)] == pytest.approx([0.1, 0.3, 0.5, 0.4, 0.3, 0.2, 0.1])
    assert [cyclic(t + 600) for t in range(1, 8)] == [cyclic(t) for t in range(1, 8)]


def test_peaks_are_halved_or_fall_at_every_step() -> None:
    assert [schedule("cyclic", **ENDS, mode="triangular2")(t) for t in (3, 9, 15)] == pytest.approx([0.5, 0.3, 0.2])
    falling = schedule("cyclic", **ENDS, mode="exp_range", gamma=0.9)
    assert [falling(t) for t in (3, 9)] == pytest.approx([0.1 + 0.4 * 0.9**2, 0.1 + 0.4 * 0.9**8])


def test_peaks_of_late_cycles_are_gone_and_no_error() -> None:
    assert schedule("cyclic", **ENDS, mode="triangular2")(10**6 + 3) == 0.1
