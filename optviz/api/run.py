"""A scenario's optimizers, run from its starts: the trajectories."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optviz.api.results import Trajectories
from optviz.cost import LIMIT, UNLIMITED
from optviz.scenario import Scenario, load
from optviz.simulate import simulate

if TYPE_CHECKING:
    from pathlib import Path


def run(source: Scenario | str | Path, *, allow_cost: bool = False) -> Trajectories:
    """Compute the trajectories of a scenario, one for each of its optimizers, in their order.

    They are a list, whose `to_pandas()` is a DataFrame with a row for each run, start and step.

    Where something varies, the trajectories of one cell follow those of the cell before it, row by row of the grid,
    and each label ends with the values of its cell. Each trajectory knows its cell and its run.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        allow_cost: whether it may take more than ten minutes of processor time, or two gigabytes of memory.
    Raises: ScenarioError where the scenario cannot be used.
    """
    scenario = as_scenario(source, allow_cost=allow_cost)
    anatomy = any(view.needs_anatomy for view in scenario.views)
    return Trajectories(
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
                bounds=cell.bounds,
            ),
            cell=place,
            run=index,
        )
        for place, cell in enumerate(scenario.cells)
        for index, each in enumerate(cell.runs)
    )


def as_scenario(source: Scenario | str | Path, *, allow_cost: bool = False) -> Scenario:
    """The scenario itself, or the one of a path or a name.

    Args: allow_cost: whether it may take any time and memory.
    """
    if not isinstance(source, Scenario):
        return load(source, limit=UNLIMITED if allow_cost else LIMIT)
    return replace(source, limit=UNLIMITED) if allow_cost else source
