"""Which step each frame shows, and for how long."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from optviz.views import When

_READINGS = 4
"""How often in a second the numbers change at most: faster ones cannot be read, and would double a GIF's size."""


class Moment(NamedTuple):
    """One frame of the animation.

    Args: step: the last step it shows.  reading: the step its numbers belong to, counter and values alike.
        duration: seconds.  when: its place in the motion.
    """

    step: int
    reading: int
    duration: Fraction
    when: When


def timeline(steps: int, fps: int, duration: float, hold: float) -> list[Moment]:
    """The frames of an animation of `duration` seconds after which the last one stands `hold` seconds longer.

    The steps are spread evenly: frame 0 shows the starts and the last frame the last step, however many steps
    there are. Steps are never invented: with fewer steps than frames, some frames repeat a step. The numbers of
    the first and the last frame are those of their step; between, they stay for a quarter of a second.
    """
    count = max(2, round(Fraction(duration).limit_denominator(10**6) * fps))
    last = count - 1
    shown = [round(Fraction(index * steps, last)) for index in range(count)]
    readings = _readings(shown, fps)
    each, held = Fraction(1, fps), Fraction(hold).limit_denominator(10**6)
    return [
        Moment(step, reading, each + held if index == last else each, _when(index, last, step, steps))
        for index, (step, reading) in enumerate(zip(shown, readings, strict=True))
    ]


def still(step: int, steps: int, duration: Fraction) -> Moment:
    """The moment of one step, whether or not a frame shows it, just before the next."""
    return Moment(step, step, duration, When(step, 1.0, step / steps, step / (steps + 1)))


def _when(index: int, last: int, step: int, steps: int) -> When:
    """A frame's place in the motion; a step is shown from half a step before its time to half a step after."""
    place, first, end = index * steps / last, max(step - 0.5, 0.0), min(step + 0.5, float(steps))
    return When(step, min(max((place - first) / (end - first), 0.0), 1.0), index / last, index / (last + 1))


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
