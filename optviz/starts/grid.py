"""Starts on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Le

from optviz.arrays import Array, np
from optviz.starts.base import FARTHEST, Spread, check_intervals

if TYPE_CHECKING:
    from numpy.random import Generator

    from optviz.starts.base import Box


@dataclass(frozen=True)
class Grid(Spread):
    """Evenly over a rectangle, one in the middle of each cell.

        x_i = x_low + (i + 1/2) (x_high - x_low) / columns,  i = 0, ..., columns - 1;  y alike

    Args: columns, rows: 1 to 100, cells side by side and above each other.  x, y: the ends of the rectangle; those of
        the bounds if left out.
    """

    name: ClassVar[str] = "grid"
    title: ClassVar[str] = "Grid"

    columns: Annotated[int, Ge(1), Le(100)] = 10
    rows: Annotated[int, Ge(1), Le(100)] = 10
    x: Annotated[tuple[float, float] | None, Ge(-FARTHEST), Le(FARTHEST)] = None
    y: Annotated[tuple[float, float] | None, Ge(-FARTHEST), Le(FARTHEST)] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_intervals((("x", self.x), ("y", self.y)))

    def drawn(self, random: Generator, box: Box) -> Array:
        """Row by row, the lowest first."""
        del random
        across, up = _middles(self.x or box[0], self.columns), _middles(self.y or box[1], self.rows)
        places: Array = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        return places

    @property
    def words(self) -> str:
        """How many, for a heading."""
        return f"{self.columns}x{self.rows} starts"


def _middles(ends: tuple[float, float], count: int) -> Array:
    low, high = ends
    return np.asarray(low + (np.arange(count) + 0.5) * ((high - low) / count))
