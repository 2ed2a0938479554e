"""What a scenario's picture shows, in words: briefly, in full, and in its author's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.encoders import ENCODERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

_NAMED: Final = 4
"""How many optimizers a brief description names."""
_MOST: Final = 10
"""How many optimizers a full description describes; it is read aloud."""


def caption(scenario: Scenario) -> str:
    """The author's own words: the description, or the title."""
    return " ".join((scenario.description.strip() or scenario.title).split())


def alt_text(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """What is to be seen, in one sentence or two: which optimizers on what surface, and how it ends."""
    shown = (ENCODERS[name] for name in scenario.output.formats)
    kind = "Animation" if any(entry.moves() for entry in shown) else "Picture"
    names = _joined([run.label for run in scenario.runs])
    varied = [each.key.replace("_", " ") for each in scenario.vary]
    surface = "several surfaces" if "surface" in varied else scenario.surface.title
    cells = f", in {len(scenario.cells)} cells by {_joined(varied)}" if varied else ""
    starts = f" from {len(scenario.starts)} starts" if len(scenario.starts) > 1 else ""
    views = _joined([view.title.lower() for view in scenario.views])
    first = f"{kind} of {names} on {surface}{cells}, {scenario.steps} steps{starts}: {views}."
    return " ".join(f"{first} {_ending(trajectories, comparable='surface' not in varied)}".split())


def result_text(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """Where each optimizer ended, in full; empty where there is none."""
    ends = [_outcome(each) for each in trajectories[:_MOST]]
    if len(trajectories) > _MOST:
        ends.append(f"and {len(trajectories) - _MOST} more")
    return " ".join(f"After {scenario.steps} steps: {'; '.join(ends)}.".split()) if ends else ""


def _ending(trajectories: Sequence[Trajectory], *, comparable: bool) -> str:
    """Which optimizer ended lowest, where values can be compared, and how many runs were lost."""
    diverged = sum(int((each.diverged_at >= 0).sum()) for each in trajectories)
    left = sum(int(((each.left_at >= 0) & (each.diverged_at < 0)).sum()) for each in trajectories)
    parts = [f"{count} {words}" for count, words in ((left, "left the picture"), (diverged, "diverged")) if count]
    values = {each.label: value for each in trajectories if (value := _lowest(each)) is not None}
    if values and comparable:
        least = min(values.values())
        lowest = [label for label, value in values.items() if f"{value:.3g}" == f"{least:.3g}"]
        others = "of the others " if parts else ""
        verb = "ends" if len(lowest) == 1 else "end"
        parts.append(f"{others}{_joined(lowest)} {verb}{' lowest,' if len(values) > 1 else ''} at {least:.3g}")
    return f"{'; '.join(parts)}." if parts else ""


def _lowest(trajectory: Trajectory) -> float | None:
    """The lowest last value of the runs that are not lost."""
    kept = trajectory.values[~trajectory.lost[:, -1], -1]
    return float(kept.min()) if kept.size else None


def _joined(words: Sequence[str]) -> str:
    """Words as a list in a sentence, each once; of many only the first."""
    words = list(dict.fromkeys(words))
    if len(words) > _NAMED:
        return f"{', '.join(words[: _NAMED - 1])} and {len(words) - _NAMED + 1} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _outcome(trajectory: Trajectory) -> str:
    """One optimizer's end: in full from one start, the range from several."""
    if len(trajectory.positions) == 1:
        return f"{trajectory.label} {_end(trajectory)}"
    diverged = trajectory.diverged_at >= 0
    left = (trajectory.left_at >= 0) & ~diverged
    words = [f"{trajectory.label} from {len(trajectory.positions)} starts"]
    kept = trajectory.values[~(diverged | left), -1]
    if kept.size:
        words.append(f"reaches {kept.min():.3g} to {kept.max():.3g}")
    counts = {"left": int(left.sum()), "diverged": int(diverged.sum())}
    return ", ".join([*words, *(f"{count} {word}" for word, count in counts.items() if count)])


def _end(trajectory: Trajectory) -> str:
    if words := trajectory.lost_words(0):
        return words
    x, y = trajectory.positions[0, -1]
    words = f"reaches {trajectory.values[0, -1]:.3g} at ({x:.3g}, {y:.3g})"
    if trajectory.distances is None or not np.isfinite(trajectory.distances[0, -1]):
        return words
    return f"{words}, {trajectory.distances[0, -1]:.2g} from the nearest minimizer"
