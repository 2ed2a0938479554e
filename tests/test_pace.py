from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz.errors import ScenarioError
from optviz.pace import EVEN, Pace, PaceKind
from optviz.parameters import make

KIND = PaceKind()
LAST = 300
_BETWEEN = st.lists(st.integers(0, LAST), max_size=22).map(sorted)
PACES = st.one_of(
    st.sampled_from([EVEN, Pace("log"), Pace("calls")]),
    _BETWEEN.map(lambda found: Pace("steps", (0, *found, LAST))),
)
SHARES = st.fractions(0, 1, max_denominator=10_000)


@pytest.mark.parametrize(
    ("written", "typed", "kind", "steps"),
    [
        ("even", "even", "even", ()),
        ("log", "log", "log", ()),
        ({"calls": True}, "calls", "calls", ()),
        ([0, 60, 60, 3000], "0,60,60,3000", "steps", (0, 60, 60, 3000)),
    ],
)
def test_it_is_written_as_it_is_read(written: Any, typed: str, kind: str, steps: tuple[int, ...]) -> None:
    found = make(KIND, written)
    assert (found.kind, found.steps) == (kind, steps)
    assert KIND.write(found) == written
    assert make(KIND, KIND.parse(typed)) == found


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("lgo", "not 'lgo'; did you mean 'log'?"),
        ("calls", "not 'calls'"),
        ({"calls": False}, "not a mapping"),
        ({"calls": 1}, "not a mapping"),
        ({"calls": True, "log": True}, "not a mapping"),
        (3, "not 3"),
        ([0], "a list of 2 to 24 whole numbers >= 0"),
        ([0, *range(25)], "a list of 2 to 24 whole numbers >= 0"),
        ([0, 2.5, 9], "not 2.5"),
        ([0, -1, 9], "not -1"),
        ([0, 50, 20], "runs backwards, from 50 to 20"),
    ],
)
def test_what_is_none_is_told(written: Any, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        make(KIND, written, "pace")
    assert message in str(caught.value)


def test_it_leads_from_the_start_to_the_last_step() -> None:
    steps = Pace("steps", (5, 60, 3000))
    assert [index for index, _ in steps.wrong(3000)] == [0]
    assert list(steps.wrong(2000)) == [
        (0, "must begin at 0, not at 5"),
        (-1, "must end at 2000, the last step, not at 3000"),
    ]
    assert not [*EVEN.wrong(7), *Pace("log").wrong(7), *Pace("steps", (0, 7)).wrong(7), *Pace("calls").wrong(7)]


def test_calls_are_counted_of_runs_that_ask() -> None:
    (told,) = Pace("calls").wrong(7, ["A recorded run", "another"])
    assert "A recorded run asks for no" in told[1]
    assert not list(EVEN.wrong(7, ["A recorded run"]))


def test_keyframes_are_shown_at_evenly_spread_times() -> None:
    pace = Pace("steps", (0, 60, 60, 100, 300))
    assert [pace.place(Fraction(part, 4), LAST) for part in range(5)] == [0, 60, 60, 100, 300]
    assert pace.place(Fraction(1, 8), LAST) == 30
    assert pace.place(Fraction(3, 8), LAST) == 60
    assert pace.times(60, LAST) == (0.25, 0.5)
    assert pace.times(30, LAST) == (0.125, 0.125)


def test_a_logarithm_takes_equal_times_for_equal_factors() -> None:
    places = [1 + Pace("log").place(Fraction(part, 4), 9999) for part in range(5)]
    assert [float(place) for place in places] == pytest.approx([1, 10, 100, 1000, 10_000])


@given(PACES, SHARES, SHARES)
def test_it_never_falls(pace: Pace, one: Fraction, other: Fraction) -> None:
    first, second = sorted([one, other])
    assert 0 <= pace.place(first, LAST) <= pace.place(second, LAST) <= LAST
    assert [pace.place(Fraction(share), LAST) for share in (0, 1)] == [0, LAST]


@given(PACES, SHARES)
def test_a_place_is_come_to_before_it_is_left(pace: Pace, share: Fraction) -> None:
    place = pace.place(share, LAST)
    came, left = pace.times(float(place), LAST)
    assert came <= float(share) + 1e-9
    assert float(share) - 1e-9 <= left
    for time in (came, left):
        assert float(pace.place(Fraction(time), LAST)) == pytest.approx(float(place), abs=1e-9)


@given(PACES)
def test_all_places_have_their_times_in_order(pace: Pace) -> None:
    times = [time for step in range(LAST + 1) for time in pace.times(step, LAST)]
    assert all(before <= after for before, after in pairwise(times))
    assert (times[0], times[-1]) == (0, 1)
