"""Which step each frame shows, and for how long."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Moment(NamedTuple):
    """One frame of the animation.

    Args: step: the last step it shows.  progress: its place in the motion, 0 to 1.  duration: seconds.
    """

    step: int
    progress: float
    duration: Fraction


def timeline(steps: int, fps: int, duration: float, hold: float) -> list[Moment]:
    """The frames of an animation of `duration` seconds after which the last one stands `hold` seconds longer.

    The steps are spread evenly: frame 0 shows the starts and the last frame the last step, however many steps
    there are. Steps are never invented: with fewer steps than frames, some frames repeat a step.
    """
    count = max(2, round(Fraction(duration).limit_denominator(10**6) * fps))
    each = Fraction(1, fps)
    last = count - 1
    moments = [Moment(round(Fraction(index * steps, last)), index / last, each) for index in range(count)]
    held = Fraction(hold).limit_denominator(10**6)
    return [*moments[:-1], moments[-1]._replace(duration=each + held)]
