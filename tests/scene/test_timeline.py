from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz.notes import Condition, Moment, Note
from optviz.pace import EVEN, Pace
from optviz.scene.timeline import FrameState, annotated, timeline, until


@pytest.mark.parametrize("steps", [1, 7, 120, 3000])
@pytest.mark.parametrize(("fps", "duration", "hold"), [(25, 6.0, 1.5), (30, 0.1, 0.0), (60, 3.37, 2.0), (1, 5.0, 0.3)])
def test_it_runs_from_the_starts_to_the_last_step_in_the_time_given(
    steps: int, fps: int, duration: float, hold: float
) -> None:
    frames = timeline(steps, fps, duration, hold)
    shown = [frame.step for frame in frames]
    assert (shown[0], shown[-1]) == (0, steps)
    assert shown == sorted(shown)
    motion = Fraction(max(2, round(duration * fps)), fps)
    assert sum(frame.duration for frame in frames) == motion + Fraction(hold).limit_denominator(10**6)


@pytest.mark.parametrize("steps", [1, 7, 120, 3000])
@pytest.mark.parametrize("count", [2, 25, 150])
def test_progress_ends_at_one_and_a_round_just_before(steps: int, count: int) -> None:
    frames = timeline(steps, 25, count / 25, 1.0)
    assert [frame.time.progress for frame in frames] == pytest.approx([i / (count - 1) for i in range(count)])
    assert [frame.time.around for frame in frames] == pytest.approx([i / count for i in range(count)])
    assert all(frame.time.step == frame.step for frame in frames)


@pytest.mark.parametrize(("steps", "count"), [(10, 101), (8, 25), (3, 60), (100, 25)])
def test_phases_tell_how_much_of_a_step_is_over(steps: int, count: int) -> None:
    frames = timeline(steps, 25, count / 25, 1.0)
    assert all(0 <= frame.time.phase <= 1 for frame in frames)
    assert frames[-1].time.phase == 1
    for index, frame in enumerate(frames[:-1]):
        exact = index * steps / (count - 1)
        if 0 < frame.step < steps:  # the first and the last step are shown for half as long
            assert frame.step + frame.time.phase == pytest.approx(exact + 0.5)
    for _, group in itertools.groupby(frames, key=lambda frame: frame.step):
        phases = [frame.time.phase for frame in group]
        assert phases == sorted(phases)


def test_the_steps_are_spread_evenly() -> None:
    shown = [frame.step for frame in timeline(1000, 25, 4, 1)]
    gaps = {after - before for before, after in itertools.pairwise(shown)}
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(("steps", "fps"), [(1000, 25), (40, 60), (8, 25), (3, 2)])
def test_numbers_stand_long_enough_to_be_read_and_are_right_at_both_ends(steps: int, fps: int) -> None:
    frames = timeline(steps, fps, 4, 1)
    assert (frames[0].reading, frames[-1].reading) == (0, steps)
    changes = [index for index, (a, b) in enumerate(itertools.pairwise(frames), start=1) if a.reading != b.reading]
    assert all(after - before >= fps / 4 for before, after in itertools.pairwise([0, *changes[:-1]]))
    assert all(0 <= frame.step - frame.reading <= steps / (4 * fps) * (fps // 4 + 2) for frame in frames)
    assert all(frames[index].reading == frames[index].step for index in changes)


def test_only_the_last_frame_is_held() -> None:
    frames = timeline(10, 10, 2, 3)
    assert {frame.duration for frame in frames[:-1]} == {Fraction(1, 10)}
    assert frames[-1].duration == Fraction(1, 10) + 3


@pytest.mark.parametrize(("steps", "duration"), [(12, 16.0), (7, 3.0)])
def test_the_time_of_a_step_passes_while_it_is_shown(steps: int, duration: float) -> None:
    frames = [frame.time for frame in timeline(steps, 20, duration, 1)]
    assert (frames[0].phase, frames[-1].phase) == (0, 1)
    for before, after in itertools.pairwise(frames):
        if after.step == before.step:
            assert 0 <= before.phase < after.phase <= 1
        else:
            assert before.phase > 1 / 2 > after.phase


@pytest.mark.parametrize("step", [0, 7, 9])
def test_a_timeline_until_a_step_ends_with_that_step(step: int) -> None:
    frames = timeline(10, 25, 4, 1)
    *before, last = until(step, frames)
    assert before == [frame for frame in frames if frame.step < step]
    assert (last.step, last.reading, last.duration) == (step, step, frames[-1].duration)
    assert (last.time.phase, last.time.progress) == (1, step / 10)
    assert last.time.around < 1


def test_a_timeline_until_its_last_step_is_all_of_it() -> None:
    frames = timeline(10, 25, 4, 1)
    assert until(10, frames) == frames


def length(fps: int, duration: float, hold: float) -> Fraction:
    """The seconds of an animation without pauses: whole frames of motion, two at least, and the hold."""
    exact, more = (Fraction(seconds).limit_denominator(10**6) for seconds in (duration, hold))
    return Fraction(max(2, round(exact * fps)), fps) + more


@pytest.mark.parametrize("fps", [1, 7, 25, 60])
@pytest.mark.parametrize(("duration", "hold"), [(0.1, 0), (0.1, 1.5), (6, 1.5), (0.37, 0.333)])
def test_its_length_is_that_of_its_frames(fps: int, duration: float, hold: float) -> None:
    assert length(fps, duration, hold) == sum(frame.duration for frame in timeline(9, fps, duration, hold))


def noted(steps: int, at: list[tuple[int, float]], frames: list[FrameState], fps: int) -> list[FrameState]:
    """A timeline with notes that appear at some steps and pause for some seconds."""
    told = [
        Moment(Note(when=Condition("start"), say=f"{number}", pause=pause), min(step, steps), 0, None, first=True)
        for number, (step, pause) in enumerate(sorted(at))
    ]
    return annotated(frames, told, fps)


STEPS = st.sampled_from([1, 2, 7, 120, 3000])
RATES = st.sampled_from([1, 2, 7, 25, 60])
SECONDS = st.floats(0.1, 8)
NOTES = st.lists(st.tuples(st.integers(0, 3000), st.sampled_from([0.0, 0.01, 0.3, 1.0, 2.5])), max_size=6)


@st.composite
def paces(draw: st.DrawFn, steps: int) -> Pace:
    between = sorted(draw(st.lists(st.integers(0, steps), max_size=6)))
    return draw(st.sampled_from([EVEN, Pace("log"), Pace("calls"), Pace("steps", (0, *between, steps))]))


@given(st.data(), STEPS, RATES, SECONDS, st.floats(0, 3), NOTES)
def test_whatever_pace_and_notes_it_goes_from_the_first_to_the_last_step_and_never_back(
    data: st.DataObject, steps: int, fps: int, duration: float, hold: float, at: list[tuple[int, float]]
) -> None:
    plain = timeline(steps, fps, duration, hold, data.draw(paces(steps)))
    frames = noted(steps, at, plain, fps)
    for shown in ([frame.step for frame in frames], [frame.reading for frame in frames]):
        assert (shown[0], shown[-1]) == (0, steps)
        assert shown == sorted(shown)
    for name in ("progress", "around"):
        times = [getattr(frame.time, name) for frame in frames]
        assert times == sorted(times)
    assert (frames[0].time.phase, frames[-1].time.phase) == (0, 1)
    pauses = sum(Fraction(pause).limit_denominator(10**6) for _, pause in at)
    assert sum(frame.duration for frame in frames) == length(fps, duration, hold) + pauses
    assert sum(frame.duration for frame in plain) == length(fps, duration, hold)
    assert min(frame.duration for frame in frames) > 0


@given(STEPS, RATES, SECONDS, NOTES)
def test_while_the_motion_stands_the_numbers_are_those_of_its_step(
    steps: int, fps: int, duration: float, at: list[tuple[int, float]]
) -> None:
    plain = timeline(steps, fps, duration, 1)
    frames = noted(steps, at, plain, fps)
    paused = {frame.time for step, pause in at if pause for frame in first_with(min(step, steps), plain)}
    assert all(frame.reading == frame.step for frame in frames if frame.time in paused)
    assert all(frame.reading <= frame.step for frame in frames)
    changes = [index for index, (a, b) in enumerate(itertools.pairwise(frames), start=1) if a.reading != b.reading]
    for before, after in itertools.pairwise(changes):
        stood = sum(frame.duration for frame in frames[before:after])
        assert stood >= Fraction(1, 4) or frames[after].time in paused or frames[after].step == steps


def first_with(step: int, frames: list[FrameState]) -> list[FrameState]:
    return [next(frame for frame in frames if frame.step >= step)]


def test_without_notes_nothing_changes() -> None:
    frames = timeline(300, 25, 4, 1, Pace("log"))
    assert annotated(frames, [], 25) == frames


def test_keyframes_are_shown_at_their_times() -> None:
    shown = [frame.step for frame in timeline(3000, 25, 4.04, 1, Pace("steps", (0, 60, 60, 400, 3000)))]
    assert [shown[index] for index in (0, 25, 50, 75, 100)] == [0, 60, 60, 400, 3000]
    assert set(shown[25:51]) == {60}
    assert shown[12] in {29, 30}


@pytest.mark.parametrize("pace", [Pace("steps", (0, 4, 4, 5, 5, 12)), Pace("log"), Pace("steps", (0, 0, 3, 12, 12))])
def test_the_time_of_a_step_passes_evenly_at_any_pace(pace: Pace) -> None:
    frames = [frame.time for frame in timeline(12, 20, 16, 1, pace)]
    for _, group in itertools.groupby(frames, key=lambda time: time.step):
        phases = [time.phase for time in group]
        assert 0 <= phases[0] < 0.1 or len(phases) < 20
        gaps = [after - before for before, after in itertools.pairwise(phases)]
        assert not gaps or max(gaps) - min(gaps) < 1e-9
        assert not gaps or min(gaps) > 0


def test_a_still_has_the_camera_of_its_step() -> None:
    pace = Pace("steps", (0, 2, 10))
    frames = timeline(10, 25, 4, 1, pace)
    for step in range(10):
        *_, last = until(step, frames, pace)
        shown = [frame.time for frame in frames if frame.step == step]
        assert last.time.progress == pytest.approx(shown[-1].progress, abs=0.5 / 2 / 2 + 0.02)
        assert last.time.around < 1
    assert until(4, frames, pace)[-1].time.progress == pytest.approx(0.625)
