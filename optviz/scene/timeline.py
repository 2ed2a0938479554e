"""Which step each frame shows, and for how long."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from optviz.views import Time

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


def length(fps: int, duration: float, hold: float) -> Fraction:
    """How many seconds such an animation takes: it has whole frames, two at least."""
    return Fraction(_count(fps, duration), fps) + _exact(hold)


def _count(fps: int, duration: float) -> int:
    return max(2, round(_exact(duration) * fps))


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(10**6)


def until(step: int, frames: list[FrameState]) -> list[FrameState]:
    """The frames of an animation up to a step, which ends with a frame of its own just before the next step.

    The last step's are all of them.
    """
    steps = frames[-1].step
    if step == steps:
        return frames
    still = FrameState(Time(step, 1.0, step / steps, step / (steps + 1)), step, frames[-1].duration)
    return [*(frame for frame in frames if frame.step < step), still]


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
