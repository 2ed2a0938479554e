"""What the steps of a scene are: those of the runs, or, where the pace goes by calls, calls that all have in common.

On an axis of calls every trajectory has a row for each number of calls, so that nothing that draws knows a difference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.errors import ParameterError
from optviz.notes import moments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.notes import Moment
    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory


MOST_CALLS: Final = 3_000_000


def unit(scenario: Scenario) -> str:
    """The word before the counter's number."""
    return "calls" if _by_calls(scenario) else "step"


def last_step(scenario: Scenario, trajectories: Sequence[Trajectory]) -> int:
    """The last step of a scene, at which every run has come to its end."""
    return _most(trajectories) if _by_calls(scenario) else trajectories[0].steps


def clocked(scenario: Scenario, trajectories: Sequence[Trajectory]) -> Sequence[Trajectory]:
    """The trajectories by the steps of a scene."""
    if not _by_calls(scenario):
        return trajectories
    last = _most(trajectories)
    return [each.by_calls(last) for each in trajectories]


def clocked_moments(scenario: Scenario, trajectories: Sequence[Trajectory]) -> tuple[Moment, ...]:
    """When each note appears, by the steps of a scene; what a note waits for happens at a step of its run.

    Args: trajectories: as they were computed.
    """
    told = moments(scenario.notes, trajectories)
    if not _by_calls(scenario):
        return told
    moved = sorted((replace(each, step=_calls(each, trajectories)) for each in told), key=lambda each: each.step)
    firsts = {id(each.note): each for each in reversed(moved)}
    return tuple(replace(each, first=firsts[id(each.note)] is each) for each in moved)


def _by_calls(scenario: Scenario) -> bool:
    return scenario.output.pace.kind == "calls"


def _most(trajectories: Sequence[Trajectory]) -> int:
    """The most calls of any run.

    Raises: ParameterError where there are too many, which no budget foresees of methods that search along lines.
    """
    most = max(1, *(int(each.calls[:, -1].max()) for each in trajectories))
    if most > MOST_CALLS:
        raise ParameterError("pace", f"calls: a run asks {most:,} times, more than {MOST_CALLS:,}; take fewer steps")
    return most


def _calls(moment: Moment, trajectories: Sequence[Trajectory]) -> int:
    """After how many calls a moment is: when half of the starts of its run are there, or all runs if it is of none."""
    there = [each for each in trajectories if each.cell == moment.cell]
    if moment.run is None:
        return max(int(each.calls[:, moment.step].max()) for each in there)
    (own,) = (each for each in there if each.run == moment.run)
    return int(np.sort(own.calls[:, moment.step])[(len(own.starts) - 1) // 2])
