from __future__ import annotations

import pytest

from optviz.cost import LIMIT, Cost


def test_costs_add_up() -> None:
    assert Cost(1.0, 20.0).plus(Cost(0.5, 3.0)) == Cost(1.5, 23.0)


def test_more_time_or_more_memory_exceeds() -> None:
    assert not LIMIT.exceeds(LIMIT)
    assert LIMIT.plus(Cost(seconds=1)).exceeds(LIMIT)
    assert LIMIT.plus(Cost(bytes=1)).exceeds(LIMIT)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (Cost(1.25, 2.4e6), "1.2 s of processor time and 2 MB of memory"),
        (Cost(90.0, 999e6), "90 s of processor time and 999 MB of memory"),
        (Cost(150.0, 1.5e9), "2.5 min of processor time and 1.5 GB of memory"),
        (Cost(0.05, 999e6), "0.05 s of processor time and 999 MB of memory"),
        (Cost(59.0, 999e6), "59 s of processor time and 999 MB of memory"),
        (Cost(600.0, 2e9), "10 min of processor time and 2.0 GB of memory"),
        (Cost(74.2 * 3600, 3e12), "74 h of processor time and 3 TB of memory"),
    ],
)
def test_words(cost: Cost, words: str) -> None:
    assert str(cost) == words
