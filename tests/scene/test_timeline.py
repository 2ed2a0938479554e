from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from optviz.scene.timeline import timeline


@pytest.mark.parametrize("steps", [1, 7, 120, 3000])
@pytest.mark.parametrize(("fps", "duration", "hold"), [(25, 6.0, 1.5), (30, 0.1, 0.0), (60, 3.37, 2.0), (1, 5.0, 0.3)])
def test_it_runs_from_the_starts_to_the_last_step_in_the_time_given(
    steps: int, fps: int, duration: float, hold: float
) -> None:
    moments = timeline(steps, fps, duration, hold)
    shown = [moment.step for moment in moments]
    assert (shown[0], shown[-1]) == (0, steps)
    assert shown == sorted(shown)
    assert (moments[0].progress, moments[-1].progress) == (0, 1)
    motion = Fraction(max(2, round(duration * fps)), fps)
    assert sum(moment.duration for moment in moments) == motion + Fraction(hold).limit_denominator(10**6)


def test_the_steps_are_spread_evenly() -> None:
    shown = [moment.step for moment in timeline(1000, 25, 4, 1)]
    gaps = {after - before for before, after in itertools.pairwise(shown)}
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(("steps", "fps"), [(1000, 25), (40, 60), (8, 25), (3, 2)])
def test_numbers_stand_long_enough_to_be_read_and_are_right_at_both_ends(steps: int, fps: int) -> None:
    moments = timeline(steps, fps, 4, 1)
    assert (moments[0].reading, moments[-1].reading) == (0, steps)
    changes = [index for index, (a, b) in enumerate(itertools.pairwise(moments), start=1) if a.reading != b.reading]
    assert all(after - before >= fps / 4 for before, after in itertools.pairwise([0, *changes[:-1]]))
    assert all(0 <= moment.step - moment.reading <= steps / (4 * fps) * (fps // 4 + 2) for moment in moments)
    assert all(moments[index].reading == moments[index].step for index in changes)


def test_only_the_last_frame_is_held() -> None:
    moments = timeline(10, 10, 2, 3)
    assert {moment.duration for moment in moments[:-1]} == {Fraction(1, 10)}
    assert moments[-1].duration == Fraction(1, 10) + 3
