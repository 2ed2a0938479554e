"""What the notes of an animation say, and when."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from optviz.scene.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.notes import Moment
    from optviz.scenario import Scenario
    from optviz.scene.timeline import FrameState
    from optviz.trajectory import Trajectory


class Chapter(NamedTuple):
    """A note that appears, in seconds as videos play: in whole frames.

    Args: start: when it is seen first.  full: when it has appeared.  end: when it is not seen any more.
        step: the one at which it appears.  run: the label of the run that it is about; empty where it is about none.
        cell: what tells its small multiple from the others; empty where there is one.  text: what it says.
    """

    start: Fraction
    full: Fraction
    end: Fraction
    step: int
    run: str
    cell: str
    text: str


def chapters(scenario: Scenario, trajectories: Sequence[Trajectory]) -> tuple[Chapter, ...]:
    """Every note that is seen in a scenario's animation, in the order in which they appear."""
    frames = timeline_of(scenario, trajectories) if scenario.notes else []
    times = accumulate((each.duration for each in frames), initial=Fraction(0))
    begins = [_whole(time, scenario.output.fps) for time in times]
    return tuple(
        Chapter(
            begins[seen[0]],
            begins[next((index for index in seen if _in_full(frames[index], moment)), seen[0])],
            begins[seen[-1] + 1],
            moment.step,
            "" if moment.run is None else scenario.cells[moment.cell].runs[moment.run].label,
            "  ·  ".join(scenario.cells[moment.cell].heading),
            moment.note.say,
        )
        for moment, seen in _seen(frames).items()
    )


def seconds(scenario: Scenario, trajectories: Sequence[Trajectory]) -> Fraction:
    """How long a scenario's animation takes, with its pauses."""
    return sum((frame.duration for frame in timeline_of(scenario, trajectories)), Fraction(0))


def _seen(frames: Sequence[FrameState]) -> dict[Moment, list[int]]:
    """In which frames each note is seen."""
    found: dict[Moment, list[int]] = {}
    for index, frame in enumerate(frames):
        for said in frame.notes:
            found.setdefault(said.moment, []).append(index)
    return found


def _in_full(frame: FrameState, moment: Moment) -> bool:
    return any(said.moment == moment and said.opacity == 1 for said in frame.notes)


def _whole(time: Fraction, fps: int) -> Fraction:
    """A time between two frames of a video, whose rate is constant."""
    return Fraction(int(time * fps + Fraction(1, 2)), fps)
