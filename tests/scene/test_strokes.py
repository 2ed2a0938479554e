from __future__ import annotations

from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from optviz.scene.strokes import AMPLE, CASING, HEAD, TRACE, look, stretches
from optviz.views.base import Veil


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ([], []),
        ([0], []),
        ([0, 0, 0], [(0, 2, False)]),
        ([1, 1], [(0, 1, True)]),
        ([0, 0, 1, 1, 0, 0], [(0, 1, False), (1, 4, True), (4, 5, False)]),
    ],
)
def test_stretches_cover_every_segment_once(hidden: list[int], expected: list[tuple[int, int, bool]]) -> None:
    assert stretches(np.array(hidden, dtype=bool)) == expected


def test_stretches_alternate_and_no_visible_one_has_a_hidden_end() -> None:
    for seed in range(50):
        hidden = np.random.default_rng(seed).random(40) < 0.3
        found = stretches(hidden)
        assert (found[0][0], found[-1][1]) == (0, 39)
        assert all(before[1] == after[0] and before[2] != after[2] for before, after in pairwise(found))
        assert not any(hidden[first : last + 1].any() for first, last, veiled in found if not veiled)


@pytest.mark.parametrize("veil", get_args(Veil))
def test_many_starts_are_thinner(veil: Veil) -> None:
    looks = [look(starts, AMPLE, veil) for starts in (1, 4, 10, 24, 500)]
    widths = [each.width for each in looks]
    assert widths == sorted(widths, reverse=True)
    assert (looks[0].width, looks[0].casing, looks[0].head) == (TRACE, CASING, HEAD)
    assert looks[1] == looks[0]
    assert looks[-1] == looks[-2]
    assert all(each.reach == each.width + 2 * each.casing for each in looks)
    assert {each.veil for each in looks} == {veil}


def test_companions_and_shadows_are_quiet_and_headless() -> None:
    own, thin, shade = (
        look(1, AMPLE, "faint"),
        look(1, AMPLE, "faint", thin=True),
        look(1, AMPLE, "none", thin=True, shade=True),
    )
    assert own.head > thin.head == shade.head == 0
    assert own.width > thin.width
    assert own.width > shade.width
    assert own.opacity == thin.opacity == 1 > shade.opacity > 0
    assert shade.casing == 0


def test_in_a_small_panel_traces_are_thinner() -> None:
    widths = [look(1, room, "faint").width for room in (20, 60, 100, AMPLE, 900)]
    assert widths == sorted(widths)
    assert widths[-1] == widths[-2] == TRACE
    assert widths[0] > TRACE / 2
