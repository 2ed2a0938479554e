"""Grid search."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from annotated_types import Ge, Le

from optviz.arrays import Array, np
from optviz.optimizers.families.search import Search

if TYPE_CHECKING:
    from typing import Self

    from optviz.optimizers.base import State
    from optviz.oracle import Oracle

_UNBOUND: Final = 400
"""The steps of a search that no run has bound."""


@dataclass(frozen=True)
class GridSearch(Search):
    """Grid search: the middles of the cells of a grid over the box, one a step, row by row upwards; x is the best.

        trial t at  x0 + (i + 1/2) (x1 - x0) / columns,  y0 + (j + 1/2) (y1 - y0) / rows,  t - 1 = j columns + i

    With an odd number of columns and rows the box's middle is among them. Once all are tried, x stays.

    Args: columns, rows: of the grid, 1 to 10000; what is left out is as many as fit into the run's steps, the same for
            both where both are.
    State: x, best, and trials, the place that was tried.  Cost per step: one value.
    Raises: ParameterError where a number is out of range.
    Reference: Bergstra & Bengio 2012, JMLR 13:281-305.
    Libraries:
        optuna.samplers.GridSampler: another rule: it shuffles a grid whose places are given
    """

    name: ClassVar[str] = "grid_search"
    title: ClassVar[str] = "Grid search"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "Bergstra & Bengio 2012, JMLR 13:281-305"

    columns: Annotated[int | None, Ge(1), Le(10_000)] = None
    rows: Annotated[int | None, Ge(1), Le(10_000)] = None
    steps: int = field(default=_UNBOUND, init=False, repr=False, compare=False)

    def bind(self, steps: int) -> Self:
        """This search for a run of so many steps: the grid fits into them."""
        bound = dataclasses.replace(super().bind(steps))
        object.__setattr__(bound, "steps", steps)
        return bound

    @property
    def shape(self) -> tuple[int, int]:
        """How many columns and rows the grid has."""
        columns, rows = self.columns, self.rows
        if columns is None:
            columns = math.isqrt(self.steps) if rows is None else max(1, self.steps // rows)
        return columns, max(1, self.steps // columns) if rows is None and self.columns else rows or columns

    def trial(self, state: State, oracle: Oracle, t: int) -> Array | None:
        """The middle of cell t."""
        del state
        columns, rows = self.shape
        row, column = divmod(t - 1, columns)
        if row >= rows:
            return None
        (x0, x1), (y0, y1) = oracle.box
        return np.array([x0 + (column + 0.5) * (x1 - x0) / columns, y0 + (row + 0.5) * (y1 - y0) / rows])
