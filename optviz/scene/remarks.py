"""What a reader has to know of a figure's surfaces and of its runs, whatever its views are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.scene.sampling import sampling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory


def remarks(scenario: Scenario, trajectories: Sequence[Trajectory]) -> Iterator[str]:
    """Which samples the runs see, whether they were recorded, and what the surfaces note."""
    yield from sampling(scenario.cells, scenario.gradient)
    if any(each.off_plane is not None for each in trajectories):
        yield "recorded: true losses"
    for cell in scenario.cells:
        yield from cell.surface.within(cell.bounds).notes


def beside(scenario: Scenario, trajectories: Sequence[Trajectory]) -> Iterator[str]:
    """What each kind of thin trace is, and of which runs where not every one has it; what dots and outlines are."""
    owners: dict[str, dict[str, None]] = {}
    for trajectory in trajectories:
        label = scenario.cells[trajectory.cell].runs[trajectory.run].label
        for entry in trajectory.companions:
            owners.setdefault(entry, {})[label] = None
    every = {run.label for cell in scenario.cells for run in cell.runs}
    for entry, found in owners.items():
        yield f"thin: {entry}" + (f" of {', '.join(found)}" if len(found) < len(every) else "")
    for trajectory in trajectories:
        yield from (f"dots: {entry}" for entry in trajectory.clouds)
    for trajectory in trajectories:
        yield from (f"outline: {entry}" for entry in trajectory.outlines)
