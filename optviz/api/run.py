"""A scenario's optimizers, run from its starts: the trajectories."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from optviz.api.limits import Allowance, loaded, permit, within
from optviz.api.results import Trajectories
from optviz.api.signatures import spelled_out
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Unpack

    from optviz.pool import Pool
    from optviz.scenario import Scenario


@spelled_out(Allowance)
def run(source: Scenario | str | Path, **allowance: Unpack[Allowance]) -> Trajectories:
    """Compute the trajectories of a scenario, one for each of its optimizers, in their order.

    They are a list, whose `to_pandas()` is a DataFrame with a row for each run, start and step.

    Where something varies, the trajectories of one cell follow those of the cell before it, row by row of the grid,
    and each label ends with the values of its cell. Each trajectory knows its cell and its run.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        allowance: what the scenario may take.
    Raises: ScenarioError where the scenario cannot be used.  LimitError where it takes more than it may.
    """
    return run_as_allowed(source, **allowance)[1]


def run_as_allowed(
    source: Scenario | str | Path,
    pool: Pool | None = None,
    say: Callable[[str], object] | None = None,
    **allowance: Unpack[Allowance],
) -> tuple[Scenario, Trajectories]:
    """A scenario and its trajectories, as in run.

    Args: pool: where limits are kept, if it has been started.  say: called with a sentence where they cannot be kept.
    """
    permitted = permit(source, **allowance)
    with permitted.process(pool, say) as alone:  # it starts while the scenario is read
        scenario = loaded(source, permitted)
        return scenario, computed_as_allowed(scenario, alone)


def computed_as_allowed(scenario: Scenario, alone: Pool | None) -> Trajectories:
    """The trajectories of a scenario.

    Args: alone: a process that computes them and keeps the scenario's limits, if there is one.
    """
    return within(alone, partial(computed, scenario), scenario) if alone else computed(scenario)


def computed(scenario: Scenario) -> Trajectories:
    """The trajectories of a scenario, computed in this process."""
    anatomy = any(view.needs_anatomy for view in scenario.views)
    return Trajectories(
        replace(
            simulate(
                each.optimizer,
                cell.surface,
                cell.starts,
                scenario.steps,
                gradient=each.options(scenario.gradient),
                seed=scenario.seed,
                label=", ".join(dict.fromkeys((each.label, *cell.heading))),
                anatomy=anatomy,
                bounds=cell.bounds,
            ),
            cell=place,
            run=index,
            entry=each.label,
        )
        for place, cell in enumerate(scenario.cells)
        for index, each in enumerate(cell.runs)
    )
