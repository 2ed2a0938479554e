"""Which step each frame shows, and for how long."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from optviz.errors import ParameterError
from optviz.views import Time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario

_READINGS = 4
"""How often in a second the numbers change at most: faster ones cannot be read, and would double a GIF's size."""


class FrameState(NamedTuple):
    """What one frame of the animation shows.

    Args: time: its place in the motion.  reading: the step its numbers belong to, counter and values alike.
        duration: seconds.
    """

    time: Time
    reading: int
    duration: Fraction

    @property
    def step(self) -> int:
        """The last step it shows."""
        return self.time.step


def timeline(steps: int, fps: int, duration: float, hold: float) -> list[FrameState]:
    """The frames of an animation of `duration` seconds, the last of which stays for `hold` seconds more.

    The steps are spread evenly: frame 0 shows the starts and the last frame the last step, however many steps
    there are. Steps are never invented: with fewer steps than frames, some frames repeat a step. The numbers of
    the first and the last frame are those of their step; between, they stay for a quarter of a second.
    """
    count = _count(fps, duration)
    last = count - 1
    shown = [round(Fraction(index * steps, last)) for index in range(count)]
    each, held = Fraction(1, fps), _exact(hold)
    return [
        FrameState(_time(index, last, step, steps), reading, each + held if index == last else each)
        for index, (step, reading) in enumerate(zip(shown, _readings(shown, fps), strict=True))
    ]


def timeline_of(scenario: Scenario) -> list[FrameState]:
    """The frames of a scenario's animation."""
    output = scenario.output
    return timeline(scenario.steps, output.fps, output.duration, output.hold)


def length(fps: int, duration: float, hold: float) -> Fraction:
    """How many seconds such an animation takes: it has whole frames, two at least."""
    return Fraction(_count(fps, duration), fps) + _exact(hold)


def _count(fps: int, duration: float) -> int:
    return max(2, round(_exact(duration) * fps))


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(10**6)


def until(step: int, frames: list[FrameState]) -> list[FrameState]:
    """The frames of an animation up to a step, the last of which is the one that `frame_at` gives."""
    last = frame_at(step, frames)
    return frames if last is frames[-1] else [*(frame for frame in frames if frame.step < last.step), last]


def counted(step: int, steps: int, asked_by: str = "still") -> int:
    """A step counted from the beginning, which was perhaps counted from the end, -1 the last.

    Raises: ParameterError, of what asked for it, where there are not so many.
    """
    if not -steps - 1 <= step <= steps:
        raise ParameterError(asked_by, f"must be a step from 0 to {steps}, not {step}")
    return step % (steps + 1)


def frame_at(step: int, frames: Sequence[FrameState]) -> FrameState:
    """The frame that shows a step, just before the next one, whether or not the animation has it.

    Args: step: counted from the end if negative.
    Raises: ParameterError where there is no such step.
    """
    steps = frames[-1].step
    step = counted(step, steps)
    if step == steps:
        return frames[-1]
    return FrameState(Time(step, 1.0, step / steps, step / (steps + 1)), step, frames[-1].duration)


def _time(index: int, last: int, step: int, steps: int) -> Time:
    """A frame's place in the motion; a step is shown from half a step before its time to half a step after."""
    place, first, end = index * steps / last, max(step - 0.5, 0.0), min(step + 0.5, float(steps))
    return Time(step, min(max((place - first) / (end - first), 0.0), 1.0), index / last, index / (last + 1))


def _readings(shown: list[int], fps: int) -> list[int]:
    """The step whose numbers stand in each frame: a new one where the last has stood long enough."""
    stay = -(-fps // _READINGS)
    readings, since = [shown[0]], 0
    for frame, step in enumerate(shown[1:], start=1):
        if step != readings[-1] and (frame - since >= stay or frame == len(shown) - 1):
            readings.append(step)
            since = frame
        else:
            readings.append(readings[-1])
    return readings
