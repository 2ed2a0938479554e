from __future__ import annotations

import pytest

from optviz.schedules import schedule


def test_stays_at_its_end() -> None:
    cycle = schedule("one_cycle", max_lr=0.5, total_steps=20, div_factor=10.0, final_div_factor=5.0)
    assert cycle(1) == pytest.approx(0.05)
    assert [cycle(t) for t in (20, 21, 500)] == pytest.approx([0.01] * 3)


@pytest.mark.parametrize("pct_start", [0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("three_phase", [False, True])
@pytest.mark.parametrize("total_steps", [1, 2, 4, 7])
def test_short_cycles_keep_between_their_ends(pct_start: float, three_phase: bool, total_steps: int) -> None:
    options = {"pct_start": pct_start, "three_phase": three_phase, "total_steps": total_steps}
    values = [schedule("one_cycle", max_lr=0.5, **options)(t) for t in range(1, total_steps + 3)]
    assert all(0.5 / 25 / 1e4 * 0.999 <= value <= 0.5 * 1.001 for value in values)
