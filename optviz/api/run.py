"""A scenario's optimizers, run from its starts: the trajectories."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optviz.scenario import Scenario, load
from optviz.simulate import simulate

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.trajectory import Trajectory


def run(source: Scenario | str | Path) -> list[Trajectory]:
    """Compute the trajectories of a scenario, one for each of its optimizers, in their order.

    Where something varies, the trajectories of one cell follow those of the cell before it, row by row of the grid,
    and each label ends with the values of its cell. Each trajectory knows its cell and its run.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
    Raises: ScenarioError where the scenario cannot be used.
    """
    scenario = as_scenario(source)
    anatomy = any(view.needs_anatomy for view in scenario.views)
    return [
        replace(
            simulate(
                each.optimizer,
                cell.surface,
                cell.starts,
                scenario.steps,
                gradient=scenario.gradient,
                seed=scenario.seed,
                label=", ".join(dict.fromkeys((each.label, *cell.heading))),
                anatomy=anatomy,
            ),
            cell=place,
            run=index,
        )
        for place, cell in enumerate(scenario.cells)
        for index, each in enumerate(cell.runs)
    ]


def as_scenario(source: Scenario | str | Path) -> Scenario:
    """The scenario itself, or the one of a path or a name."""
    return source if isinstance(source, Scenario) else load(source)
