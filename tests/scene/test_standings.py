from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.scene.standings import Standing
from optviz.simulate import simulate
from optviz.surfaces import Bounds, surface

if TYPE_CHECKING:
    from optviz.trajectory import Trajectory

PEOPLE_S = [
    [-2.194, 2.085], [1.583, -1.47], [-0.027, -0.303], [0.91, 1.732], [-2.437, -2.83], [2.015, -0.403], [1.574, -2.987],
    [-0.328, 1.329], [-1.627, 2.672], [2.409, -2.816], [-2.847, 0.248], [2.635, -0.713], [-1.7, -0.467],
    [-2.826, -1.67], [-0.373, -0.025], [-1.601, -1.615], [-1.687, -0.242], [-1.261, -2.871], [2.025, 0.339],
    [0.854, -1.885], [2.955, 2.16], [-2.275, -1.004], [1.329, 1.267], [2.619, -0.467], [7.9, 7.9],
]  # fmt: skip


def walked(name: str, lr: float, starts: list[list[float]] = PEOPLE_S) -> Trajectory:
    bounds = Bounds((-8, 8), (-8, 8))
    return simulate(optimizer(name, lr=lr), surface("himmelblau"), starts, 60, bounds=bounds)


def test_one_lost_start_of_many_is_only_the_worst() -> None:
    sgd, adam = Standing(walked("sgd", 0.012)), Standing(walked("adam", 0.1))
    assert sgd.values[-1] == pytest.approx(7.78e-23, rel=1e-3)
    assert adam.values[-1] == pytest.approx(0.0574, rel=1e-3)
    assert (sgd.lost[-1], adam.lost[-1]) == (1, 0)
    assert sgd.text(60, 30) == "1 lost  7.78e−23"
    assert sgd.text(60, 9) == "7.78e−23"
    assert adam.text(60, 30) == "0.057"


def test_what_many_lost_starts_leave_is_no_value() -> None:
    standing = Standing(walked("sgd", 0.012, [[7.9, 7.9], [7.8, 7.8], [1, 1]]))
    assert np.isinf(standing.values[-1])
    assert standing.text(60, 30) == "2 of 3 lost"
    assert standing.text(60, 6) == "2 lost"


@pytest.mark.parametrize("word", ["left", "diverged"])
def test_one_run_says_where_it_went(word: str) -> None:
    kept = walked("sgd", 0.01, [[1, 1]])
    at = np.array([9])
    run = replace(kept, left_at=at) if word == "left" else replace(kept, diverged_at=at)
    standing = Standing(run)
    assert standing.text(60, 30) == f"{word} at 9"
    assert standing.text(60, 8) == word
    assert standing.text(8, 30) == Standing(kept).text(8, 30)
    assert standing.values[9:].tolist() == [np.inf] * 52


@pytest.mark.parametrize("starts", [PEOPLE_S, [[7.9, 7.9]], [[1.0, 1.0]], [[7.9, 7.9], [7.8, 7.9]]])
def test_there_is_room_for_all_that_is_said(starts: list[list[float]]) -> None:
    standing = Standing(walked("sgd", 0.012, starts))
    long, short = standing.lengths()
    assert max(len(standing.text(step, 99)) for step in range(61)) <= long
    assert max(len(standing.text(step, short)) for step in range(61)) <= short


def test_a_recorded_run_says_how_far_off_the_plane_it_was() -> None:
    off = np.array([[0.5, 123.25, 0.0]])
    recorded = replace(
        walked("sgd", 0.1, [[0.5, 0.5]]), values=np.array([[2.5, 1.25, 0.125]]), recorded={"off_plane": off},
        positions=np.zeros((1, 3, 2)), diverged_at=np.array([-1]), left_at=np.array([-1]),
    )  # fmt: skip
    standing = Standing(recorded)
    assert standing.is_off
    assert [standing.text(step, 99) for step in range(3)] == [
        "0.500 off plane  2.500",
        "123.250 off plane  1.250",
        "0.000 off plane  0.125",
    ]
    whole, short = standing.lengths()
    assert whole >= len("123.250 off plane  1.250")
    assert short == len("2.500")
    assert standing.text(1, short) == "1.250"
    unknown = Standing(replace(recorded, recorded={"off_plane": np.full((1, 3), np.nan)}))
    assert not unknown.is_off
    assert unknown.text(1, 99) == "1.250"


def test_results_tell_steps_calls_and_what_is_lost() -> None:
    one = walked("sgd", 0.012, [[1.0, 1.0]])
    at = one.arrivals()[0]
    assert at is not None
    calls = int(one.calls[0, at])
    assert Standing(one).results(valued=True) == (
        f"{at} steps to 0.01 · {calls} calls",
        f"{at} steps · {calls} calls",
        f"{at} steps",
    )
    value = Standing(one).text(60, 9)
    assert Standing(one).results(valued=False)[:2] == (
        f"{value} · {at} steps to 0.01 · {calls} calls",
        f"{value} · {at} steps · {calls} calls",
    )
    far = Standing(walked("adam", 0.001, [[1.0, 1.0]]))
    assert far.results(valued=True) == ("not within 0.01 · 60 calls", "not there · 60 calls", "not there")


def test_results_are_medians_over_the_starts() -> None:
    several = walked("sgd", 0.012)
    arrivals = [np.inf if at is None else at for at in several.arrivals()]
    assert f"{np.median(arrivals):g} steps to 0.01" in Standing(several).results(valued=True)[0]
    assert Standing(several).results(valued=True)[0].endswith(" · 1 lost")


def test_results_of_what_has_no_minimizer_and_of_what_asks_nothing() -> None:
    plain = replace(walked("sgd", 0.012, [[1.0, 1.0]]), distances=None)
    assert Standing(plain).results(valued=True) == ("60 calls",)
    silent = replace(plain, calls=np.zeros_like(plain.calls))
    assert Standing(silent).results(valued=False)[0] == Standing(plain).text(60, 9)
    gone = Standing(replace(plain, left_at=np.array([9])))
    assert gone.results(valued=False)[0] == "left at 9 · 60 calls"
