"""Starts anywhere in a rectangle, each place as likely as another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Le

from optviz.starts.base import FARTHEST, MOST, Spread, check_intervals, written

if TYPE_CHECKING:
    from numpy.random import Generator

    from optviz.arrays import Array
    from optviz.starts.base import Box


@dataclass(frozen=True)
class Uniform(Spread):
    """Uniform in a rectangle.

        x ~ U(x_low, x_high),  y ~ U(y_low, y_high)

    Args: x, y: the ends of the rectangle; those of the bounds if left out.  count: how many starts, 1 to 10000.
    """

    name: ClassVar[str] = "uniform"
    title: ClassVar[str] = "Uniform"

    x: Annotated[tuple[float, float] | None, Ge(-FARTHEST), Le(FARTHEST)] = None
    y: Annotated[tuple[float, float] | None, Ge(-FARTHEST), Le(FARTHEST)] = None
    count: Annotated[int, Ge(1), Le(MOST)] = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        check_intervals((("x", self.x), ("y", self.y)))

    def drawn(self, random: Generator, box: Box) -> Array:
        """The coordinates of one start after those of another."""
        (west, east), (south, north) = self.x or box[0], self.y or box[1]
        return random.uniform([west, south], [east, north], (self.count, 2))

    @property
    def words(self) -> str:
        """How many, for a heading, and where."""
        given = [f"{axis} {written(ends)}" for axis, ends in (("x", self.x), ("y", self.y)) if ends]
        return ", ".join([f"{self.count} uniform starts", *given])
