"""Small multiples: what differs from cell to cell, and the cells themselves."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from optviz.scenario.places import Point
    from optviz.scenario.runs import Run
    from optviz.surfaces import Bounds, Surface


@dataclass(frozen=True)
class Cell:
    """One of the small multiples that a scenario is repeated in: where its runs begin, and on what they walk.

    Args: heading: what sets it apart, the column's and the row's; empty in a scenario that nothing varies in.
    """

    heading: tuple[str, ...]
    surface: Surface
    bounds: Bounds
    starts: tuple[Point, ...]
    runs: tuple[Run, ...]


REPLACED: Final = {"surface": "surface", "start": "start", "optimizer": "optimizers"}
"""What may vary beside hyper-parameters, and the scenario's key whose place it takes."""


@dataclass(frozen=True)
class Variation:
    """One thing that differs from cell to cell.

    Args: key: surface, start, optimizer or a hyper-parameter's name.  values: surfaces, lists of starts, runs, or
            values of the hyper-parameter.  headings: what a reader sees of each.
    """

    key: str
    values: tuple[Any, ...]
    headings: tuple[str, ...]

    def applied(self, cell: Cell, pick: int) -> Cell:
        """The cell with one of the values; its heading stays as it is.

        Raises: ParameterError where an optimizer cannot have it.
        """
        value = self.values[pick]
        match self.key:
            case "surface":
                return dataclasses.replace(cell, surface=value, bounds=value.bounds)
            case "start":
                return dataclasses.replace(cell, starts=value)
            case "optimizer":
                return dataclasses.replace(cell, runs=tuple(run for run in cell.runs if run.label == value.label))
        return dataclasses.replace(cell, runs=tuple(run.with_varied(self.key, value) for run in cell.runs))
