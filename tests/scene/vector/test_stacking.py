from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.geometry import Area
from optviz.scene.vector.stacking import layers
from optviz.views import Track

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optviz.scene.traces import Trace

STEPS = range(61)
AREA = Area(0, 0, 320, 200)


def track(places: Sequence[tuple[float, float]]) -> Track:
    points = np.array(places, dtype=float)
    return Track(points, np.arange(len(points)), points, np.zeros(len(points), dtype=bool), AREA)


@pytest.fixture
def pair(trace: Callable[..., Trace]) -> Callable[..., list[Trace]]:
    def make(*walks: Sequence[tuple[float, float]]) -> list[Trace]:
        return [trace([track(walk)]) for walk in walks]

    return make


LINE = [(20 + 4.0 * step, 100.0) for step in STEPS]
LATE = [(20.0, 100.0)] * 30 + [(20 + 4.0 * step, 100.0) for step in range(31)]
AWAY = [(20 + 4.0 * step, 20.0) for step in STEPS]


def test_who_comes_later_lies_on_top(pair: Callable[..., list[Trace]]) -> None:
    for order in ([0, 1], [1, 0]):
        walks = [LATE, LINE]
        found = layers(pair(*(walks[number] for number in order)), STEPS, [False, False])
        assert [order[layer.number] for layer in found] == [1, 0]


def test_those_that_do_not_meet_have_one_layer_each(pair: Callable[..., list[Trace]]) -> None:
    assert sorted(layer.number for layer in layers(pair(LINE, AWAY), STEPS, [False, False])) == [0, 1]


def test_a_trace_below_and_above_another_is_parted(pair: Callable[..., list[Trace]]) -> None:
    up = [(150.0, 20 + 2.0 * step) for step in range(31)] + [(150.0 - 4 * step, 80.0) for step in range(30)]
    over = [(20.0, 80.0)] * 15 + [(20 + 4.0 * step, 80.0) for step in range(46)]
    first = [(40.0 + 4 * step, 40.0) for step in range(31)] + [(160.0, 40 + 2.0 * step) for step in range(30)]
    traces = pair(up, over, first)
    found = layers(traces, STEPS, [False] * 3)
    for trace in range(3):
        own = [layer for layer in found if layer.number == trace]
        assert own[0].first.tolist() == [0]
        assert own[-1].last.tolist() == [60]
        assert all((a.last == b.first).all() for a, b in pairwise(own))


def test_one_that_is_not_worth_it_is_never_parted(trace: Callable[..., Trace]) -> None:
    def zigzag(begin: int) -> list[tuple[float, float]]:
        return [(20 + 8.0 * (step % 30), 100.0) for step in range(begin, 61 + begin)]

    traces = [trace([track(zigzag(begin))]) for begin in (0, 15)]
    parted = layers(traces, STEPS, [False, False])
    whole = layers(traces, STEPS, [True, True])
    assert len(whole) == 2 <= len(parted)


def test_no_traces_have_no_layers() -> None:
    assert layers([], STEPS, []) == []
