"""Which step each frame shows, and for how long."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from optviz.errors import ParameterError
from optviz.notes import Moment
from optviz.pace import EVEN
from optviz.scene.clock import clocked_moments, last_step
from optviz.views import Time

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from optviz.pace import Pace
    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

_STAY = Fraction(1, 4)
"""Seconds for which numbers stand, at least: faster ones cannot be read, and would double a GIF's size."""
_FADE = 0.24
"""Seconds in which a note appears or goes."""
_SHADES = 4
"""Different opacities of a note that appears or goes."""


class Said(NamedTuple):
    """A note in one frame.  Args: opacity: 0 to 1, less than 1 while it appears or goes."""

    moment: Moment
    opacity: float = 1.0


class FrameState(NamedTuple):
    """What one frame of the animation shows.

    Args: time: its place in the motion.  reading: the step its numbers belong to, counter and values alike.
        duration: seconds.  notes: those that are seen.
    """

    time: Time
    reading: int
    duration: Fraction
    notes: tuple[Said, ...] = ()

    @property
    def step(self) -> int:
        """The last step it shows."""
        return self.time.step


def timeline_of(scenario: Scenario, trajectories: Sequence[Trajectory]) -> list[FrameState]:
    """The frames of a scenario's animation."""
    output, steps = scenario.output, last_step(scenario, trajectories)
    frames = timeline(steps, output.fps, output.duration, output.hold, output.pace)
    return annotated(frames, clocked_moments(scenario, trajectories), output.fps)


def timeline(steps: int, fps: int, duration: float, hold: float, pace: Pace = EVEN) -> list[FrameState]:
    """The frames of an animation of `duration` seconds, the last of which stays for `hold` seconds more.

    The steps are spread as the pace wants it: frame 0 shows the starts and the last frame the last step, however many
    steps there are. Steps are never invented: with fewer steps than frames, some frames repeat a step. The numbers of
    the first and the last frame are those of their step; between, they stay for a quarter of a second.
    """
    last = _count(fps, duration) - 1
    each, held = Fraction(1, fps), _exact(hold)
    times = [_time(index, last, steps, pace) for index in range(last + 1)]
    frames = [FrameState(time, time.step, each + held * (index == last)) for index, time in enumerate(times)]
    return _read(frames, {last})


def annotated(frames: list[FrameState], told: Sequence[Moment], fps: int) -> list[FrameState]:
    """The frames with notes: each appears with the first frame of its step, and where it wants a pause, that one stays.

    A note fades in and out; while the motion stands still, none goes. In the last frame of all, every note that is
    there is seen in full. The time grows by the pauses, and by nothing else. In a pause and at the end, the numbers are
    those of the step.
    """
    if not told:
        return frames
    begins = {moment: next(at for at, frame in enumerate(frames) if frame.step >= moment.step) for moment in told}
    found: list[FrameState] = []
    since: dict[Moment, int] = {}
    exact: set[int] = set()
    for index, frame in enumerate(frames):
        new = [moment for moment in told if begins[moment] == index]
        pause = sum((_exact(moment.note.pause) for moment in new if moment.first), Fraction(0))
        since |= dict.fromkeys(new, len(found))
        for duration in _parts(frame.duration + pause, fps, fades=bool(new)):
            last = index == len(frames) - 1
            notes = [
                Said(moment, min(_shade(len(found) - at, fps), _left(moment, index - begins[moment], fps, last=last)))
                for moment, at in since.items()
            ]
            seen = tuple(said for said in notes if said.opacity)
            exact |= {len(found)} if pause or last else set()
            found.append(FrameState(frame.time, frame.step, duration, seen))
    *_, end = found
    found[-1] = end._replace(notes=tuple(Said(said.moment) for said in end.notes))
    return _read(found, exact)


def _parts(duration: Fraction, fps: int, *, fades: bool) -> list[Fraction]:
    """The durations of the frames that are one for the motion: more than one where a note fades in meanwhile."""
    each, number = Fraction(1, fps), _fade(fps)
    if not fades or duration <= each:
        return [duration]
    count = min(number, int(duration / each) - (duration % each == 0))
    return [*[each] * count, duration - count * each]


def _fade(fps: int) -> int:
    """In how many frames a note appears or goes."""
    return max(1, round(_FADE * fps))


def _shade(frames: int, fps: int) -> float:
    """The opacity of a note that has been there for some frames, in few shades, which cost few bytes."""
    return min(1.0, -(-_SHADES * (frames + 1) // (_fade(fps) + 1)) / _SHADES)


def _left(moment: Moment, frames: int, fps: int, *, last: bool) -> float:
    """The opacity of a note that will be there for the rest of its time, after some frames of motion."""
    rest = round(_exact(moment.note.stay) * fps) - frames
    if last or not frames:
        return 1.0 if rest >= 0 else 0.0
    return _shade(rest - 1, fps) if rest > 0 else 0.0


def _count(fps: int, duration: float) -> int:
    return max(2, round(_exact(duration) * fps))


@cache
def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(10**6)


def until(shown: int | Moment, frames: list[FrameState], pace: Pace = EVEN) -> list[FrameState]:
    """The frames of an animation up to a step, the last of which is the one that `frame_at` gives."""
    last = frame_at(shown, frames, pace)
    return frames if last is frames[-1] else [*(frame for frame in frames if frame.step < last.step), last]


def counted(step: int, steps: int, asked_by: str = "still") -> int:
    """A step counted from the beginning, which was perhaps counted from the end, -1 the last.

    Raises: ParameterError, of what asked for it, where there are not so many.
    """
    if not -steps - 1 <= step <= steps:
        raise ParameterError(asked_by, f"must be a step from 0 to {steps}, not {step}")
    return step % (steps + 1)


def frame_at(
    shown: int | Moment, frames: Sequence[FrameState], pace: Pace = EVEN, asked_by: str = "still"
) -> FrameState:
    """The frame that shows a step, just before the next one, whether or not the animation has it.

    Args: shown: a step, counted from the end if negative, or a moment: its step, with its note alone, in full.
        pace: that of the frames.
    Raises: ParameterError, of what asked for it, where there is no such step.
    """
    if isinstance(shown, Moment):
        return frame_at(shown.step, frames, pace, asked_by)._replace(notes=(Said(shown),))
    steps = frames[-1].step
    step = counted(shown, steps, asked_by)
    if step == steps:
        return frames[-1]
    showing = next(frame for frame in frames if frame.step >= step)
    notes = tuple(Said(said.moment) for said in showing.notes if said.moment.step <= step)
    (_, share), (_, around) = pace.times(step, steps), pace.times(step, steps + 1)  # the first one follows the last
    return FrameState(Time(step, 1.0, share, around), step, frames[-1].duration, notes)


def _time(index: int, last: int, steps: int, pace: Pace) -> Time:
    """A frame's time; a step is shown from half a step before its place to half a step after."""
    step = round(pace.place(Fraction(index, last), steps))
    begin, _ = pace.times(max(step - 0.5, 0.0), steps)
    _, end = pace.times(min(step + 0.5, float(steps)), steps)
    phase = min(max((index / last - begin) / (end - begin), 0.0), 1.0)
    return Time(step, phase, index / last, index / (last + 1))


def _read(frames: Sequence[FrameState], exact: Collection[int]) -> list[FrameState]:
    """The frames with the numbers that stand in each: new ones where the last have stood long enough.

    Args: exact: the frames whose numbers are those of their step in any case.
    """
    found, stood = [frames[0]], frames[0].duration
    for index, frame in enumerate(frames[1:], start=1):
        before = found[-1].reading
        new = frame.step != before and (index in exact or stood >= _STAY)
        found.append(frame._replace(reading=frame.step if new else before))
        stood = frame.duration + (0 if new else stood)
    return found
