"""What the legend says of each run: its value at every step, or where it has gone, and in the end what it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.drawing.text import longest_value, value_text
from optviz.trajectory import TOLERANCE

if TYPE_CHECKING:
    from optviz.trajectory import Trajectory


_OFF: Final = " off plane  "
"""What follows a distance from the plane that is drawn, before the value."""


class Standing:
    """One run's value at every step; of several starts the median, in which those that are lost are the worst.

    Args: trajectory: with every step kept.

    Attributes: values: (N+1,), infinite where the run, or half of its starts, has left the picture or diverged.
        lost: (N+1,), how many starts have.
    """

    def __init__(self, trajectory: Trajectory) -> None:
        lost = trajectory.lost
        self._trajectory, self._starts = trajectory, len(lost)
        self.values = np.median(np.where(lost, np.inf, trajectory.values), axis=0)
        self.lost = lost.sum(axis=0)
        self._off = None if trajectory.off_plane is None else trajectory.off_plane[0]

    @property
    def is_off(self) -> bool:
        """Whether it lies off the plane that is drawn."""
        return self._off is not None

    def text(self, step: int, room: int) -> str:
        """What is said at a step in at most so many characters: in short where there is no room for all."""
        if gone := self._gone(step):
            return next((words for words in gone if len(words) <= room), gone[-1])
        value = value_text(float(self.values[step]))
        told = self._told(step) + value
        return told if len(told) <= room else value

    def lengths(self) -> tuple[int, int]:
        """How many characters it takes to say all of it, and to say it in short."""
        known = self.values[np.isfinite(self.values)]
        value = longest_value(known) if known.size else 0
        steps = [*np.flatnonzero(np.diff(self.lost, prepend=0)), len(self.lost) - 1]  # where the words become others
        told = max(len(self._told(step)) for step in steps)
        if self._off is not None:
            told = longest_value(self._off) + len(_OFF)
        gone = [[len(words) for words in self._gone(step)] for step in steps]
        return max(value + told, *(each[0] for each in gone if each), 0), max(value, *(min(e) for e in gone if e), 0)

    def results(self, *, valued: bool) -> tuple[str, ...]:
        """What it took to come near a minimizer for good, at length and ever shorter; medians over the starts.

        Args: valued: whether the legend shows values; else the last one stands here.
        """
        found = self._trajectory
        arrivals, known = found.arrivals(), found.distances is not None
        runs = zip(arrivals, found.calls, found.step_numbers, strict=True)
        calls = [row[-1 if at is None else np.searchsorted(numbers, at)] for at, row, numbers in runs]
        steps = float(np.median([np.inf if at is None else at for at in arrivals]))
        median = float(np.median(calls))
        made = [_count(median, "call")] if median else []  # a recorded run asks for nothing
        near = [f"not within {TOLERANCE:g}", "not there"]
        if np.isfinite(steps):
            near = [f"{_count(steps, 'step')} to {TOLERANCE:g}", _count(steps, "step")]
        lost = [f"{self.lost[-1]} lost"] if self._starts > 1 and self.lost[-1] else []
        end = [] if valued else [self._end]
        long = [[*end, *([each] if known else []), *made, *lost] for each in near]
        short = [*end, near[-1]] if known else [*end, *made]
        return tuple(dict.fromkeys(" · ".join(parts) for parts in [*long, short]))

    @property
    def _end(self) -> str:
        """The last value, or where the run has gone."""
        return next(iter(self._gone(len(self.values) - 1)), "") or value_text(float(self.values[-1]))

    def _told(self, step: int) -> str:
        """What stands before the value: how far off the plane it was taken, or how many of the starts are lost."""
        if self._off is not None:
            return f"{value_text(float(self._off[step]))}{_OFF}"
        return f"{self.lost[step]} lost  " if self.lost[step] else ""

    def _gone(self, step: int) -> tuple[str, ...]:
        """What stands instead of the value where there is none: at length and in short."""
        if np.isfinite(self.values[step]):
            return ()
        if self._starts > 1:
            return f"{self.lost[step]} of {self._starts} lost", f"{self.lost[step]} lost"
        words = self._trajectory.lost_words(0, step)
        return words, words.partition(" ")[0]


def _count(number: float, word: str) -> str:
    """A number of things, of which a median may be half a one."""
    return f"{number:g} {word}{'' if number == 1 else 's'}" if number < _LONG else f"{number:.3g} {word}s"


_LONG: Final = 1e5
"""Larger numbers are rounded."""
