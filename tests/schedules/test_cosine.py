from __future__ import annotations

import pytest

from optviz.schedules import schedule


def test_rises_again_past_its_length_as_in_torch() -> None:
    cosine = schedule("cosine", initial=0.1, T_max=10)
    assert cosine(11) == pytest.approx(0.0, abs=1e-17)
    assert cosine(21) == pytest.approx(0.1)
    assert [cosine(11 + n) for n in range(11)] == pytest.approx([cosine(11 - n) for n in range(11)])


def test_restarts_come_ever_later() -> None:
    restarts = schedule("warm_restarts", initial=0.1, T_0=5, T_mult=2)
    assert [t for t in range(1, 60) if restarts(t) == 0.1] == [1, 6, 16, 36]
