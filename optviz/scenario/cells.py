"""Small multiples: what differs from cell to cell, and the cells themselves."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from optviz.starts import Spread

if TYPE_CHECKING:
    from optviz.scenario.runs import Run
    from optviz.surfaces import Bounds, Surface
    from optviz.surfaces.kinds.surface import Point


@dataclass(frozen=True)
class Cell:
    """One of the small multiples of a scenario: its surface, its starts and its runs.

    Args: heading: how it differs, its column's and its row's text; empty where nothing varies.  start: as declared.
        seed: of random starts.
    """

    heading: tuple[str, ...]
    surface: Surface
    bounds: Bounds
    start: tuple[Point, ...] | Spread
    runs: tuple[Run, ...]
    seed: int

    @cached_property
    def starts(self) -> tuple[Point, ...]:
        """Where its runs begin."""
        given = self.start
        return given.points(self.seed, (self.bounds.x, self.bounds.y)) if isinstance(given, Spread) else given


REPLACED: Final = {"surface": "surface", "start": "start", "optimizer": "optimizers"}
"""What may vary besides hyper-parameters, and the key of a scenario that it replaces."""


@dataclass(frozen=True)
class Variation:
    """One thing that differs from cell to cell.

    Args: key: surface, start, optimizer or a hyper-parameter's name.  values: surfaces, starts, runs, or
            values of the hyper-parameter.  headings: the text shown for each.
    """

    key: str
    values: tuple[Any, ...]
    headings: tuple[str, ...]

    def applied(self, cell: Cell, pick: int) -> Cell:
        """The cell with one of the values; its heading stays as it is.

        Raises: ParameterError where an optimizer cannot take it.
        """
        value = self.values[pick]
        match self.key:
            case "surface":
                return dataclasses.replace(cell, surface=value, bounds=value.bounds)
            case "start":
                return dataclasses.replace(cell, start=value)
            case "optimizer":
                return dataclasses.replace(cell, runs=tuple(run for run in cell.runs if run.label == value.label))
        return dataclasses.replace(cell, runs=tuple(run.with_varied(self.key, value) for run in cell.runs))
