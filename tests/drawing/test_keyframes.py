from __future__ import annotations

import math
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from optviz.drawing.keyframes import Easing, Move, factor_at, moves, turns, value_at
from optviz.errors import ParameterError
from optviz.views.contour import Contour

EASINGS = get_args(Easing)
KEYS = (3.0, -1.0, -1.0, 10.0, 4.0)


@pytest.mark.parametrize("easing", EASINGS)
def test_keyframes_are_hit_at_even_shares(easing: Easing) -> None:
    assert [value_at(KEYS, share, easing) for share in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx(KEYS)
    grows = tuple(key + 2 for key in KEYS)
    assert [factor_at(grows, share, easing) for share in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx(grows)


@pytest.mark.parametrize("easing", EASINGS)
def test_it_goes_on_without_jumps_and_within_its_keyframes(easing: Easing) -> None:
    values = np.array([value_at(KEYS, share, easing) for share in np.linspace(0, 1, 4001)])
    assert np.abs(np.diff(values)).max() < 2 * 4 * 11 / 4000 + 1e-12
    assert (values.min(), values.max()) == (-1, 10)
    for first, (before, after) in enumerate(pairwise(KEYS)):
        stretch = np.diff(values[1000 * first : 1000 * (first + 1) + 1]) * np.sign(after - before)
        assert (stretch >= 0).all()


@pytest.mark.parametrize("easing", EASINGS)
def test_a_value_twice_in_a_row_is_a_pause(easing: Easing) -> None:
    assert {value_at(KEYS, share, easing) for share in np.linspace(0.25, 0.5, 33)} == {-1}


def test_easings_begin_and_end_as_they_are_called() -> None:
    begins, ends = (
        {
            easing: (value_at((0.0, 1.0), at + 1e-4, easing) - value_at((0.0, 1.0), at, easing)) / 1e-4
            for easing in EASINGS
        }
        for at in (0, 1 - 1e-4)
    )
    for easing in EASINGS:
        assert math.isclose(begins[easing], 0, abs_tol=1e-3) == ("in" in easing.split("-"))
        assert math.isclose(ends[easing], 0, abs_tol=1e-3) == ("out" in easing.split("-"))
    assert value_at((0.0, 1.0), 0.3, "linear") == pytest.approx(0.3)


def test_a_number_stays() -> None:
    assert {value_at(7.0, share) for share in (0, 0.3, 1)} == {factor_at(7.0, share) for share in (0, 0.3, 1)} == {7.0}


def test_equal_times_grow_by_equal_factors() -> None:
    sizes = [factor_at((1.0, 64.0), share) for share in np.linspace(0, 1, 7)]
    assert [after / before for before, after in pairwise(sizes)] == pytest.approx([2] * 6)


@pytest.mark.parametrize(
    ("move", "does", "round"),
    [
        (5.0, False, False),
        ((5.0, 5.0), False, False),
        ((5.0, 6.0), True, False),
        ((0.0, 360.0), True, True),
        ((20.0, -340.0), True, True),
        ((0.1, 360.1), True, True),
        ((-399.8, -759.8), True, True),
        ((0.0, 359.9), True, False),
        ((0.0, 90.0, 720.0), True, True),
        ((0.0, 90.0, 0.0), True, True),
    ],
)
def test_what_moves_and_what_comes_round(move: Move, does: bool, round: bool) -> None:  # noqa: A002  (the word)
    assert (moves(move), turns(move)) == (does, round)


@pytest.mark.parametrize("count", [1, 25])
def test_too_few_and_too_many_keyframes_are_told(count: int) -> None:
    with pytest.raises(ParameterError, match="zoom"):
        Contour(zoom=(1.0,) * count)
    assert Contour(zoom=(1.0,) * 24).zoom == (1.0,) * 24
