from __future__ import annotations

import pytest

from optviz.api.activity import Activity, Watch


def test_shares_count_by_the_time_that_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("optviz.api.activity.time.monotonic", lambda: clock[0])
    told: list[Activity] = []
    watch = Watch({"long": 9, "short": 1}, told.append)
    watch.hear("short", 0.1)
    clock[0] = 101.0
    watch.hear("short", 1.0)
    clock[0] = 105.0
    watch.hear("long", 4 / 9)
    assert [each.source for each in told] == ["short", "short", "long"]
    assert [each.done for each in told] == pytest.approx([0.01, 0.1, 0.5])
    assert told[0].left is None
    assert [each.left for each in told[1:]] == pytest.approx([9, 5])
