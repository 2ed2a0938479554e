"""Starts that scatter round a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Gt, Le

from optviz.arrays import Array, np
from optviz.starts.base import FARTHEST, MOST, Spread

if TYPE_CHECKING:
    from numpy.random import Generator

    from optviz.starts.base import Box


@dataclass(frozen=True)
class Normal(Spread):
    """Normally distributed round a place, with one standard deviation in both coordinates.

        (x, y) ~ N(mean, std^2 I)

    Args: mean: the place.  std: > 0, the standard deviation.  count: how many starts, 1 to 10000.
    """

    name: ClassVar[str] = "normal"
    title: ClassVar[str] = "Normal"

    mean: Annotated[tuple[float, float], Ge(-FARTHEST), Le(FARTHEST)] = (0.0, 0.0)
    std: Annotated[float, Gt(0), Le(FARTHEST)] = 1.0
    count: Annotated[int, Ge(1), Le(MOST)] = 100

    def drawn(self, random: Generator, box: Box) -> Array:
        """The coordinates of one start after those of another."""
        del box
        return np.array(self.mean) + self.std * random.standard_normal((self.count, 2))

    @property
    def words(self) -> str:
        """How many, for a heading, how far apart, and where."""
        where = " round ({:g}, {:g})".format(*self.mean) if any(self.mean) else ""
        return f"{self.count} normal starts{where}, std {self.std:g}"
