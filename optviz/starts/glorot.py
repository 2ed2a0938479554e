"""Starts as Glorot and Bengio initialise weights."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Le

from optviz.starts.base import MOST, Spread

if TYPE_CHECKING:
    from numpy.random import Generator

    from optviz.arrays import Array
    from optviz.starts.base import Box


@dataclass(frozen=True)
class Glorot(Spread):
    """Glorot's initialisation, also called Xavier's: signals keep their size forward and gradients backward.

        uniform: w ~ U(-b, b),  b = sqrt(6 / (fan_in + fan_out));   normal: w ~ N(0, 2 / (fan_in + fan_out))

    Both have one variance. x and y are two weights of a layer.

    Args: fan_in, fan_out: 1 to 1000000, the inputs and the outputs of the layer.  form: the distribution.
        count: how many starts, 1 to 10000.
    Reference: Glorot & Bengio 2010, proceedings.mlr.press/v9/glorot10a.  Same distributions as
        torch.nn.init.xavier_uniform_ and xavier_normal_ with gain 1.
    """

    name: ClassVar[str] = "glorot"
    title: ClassVar[str] = "Glorot"

    fan_in: Annotated[int, Ge(1), Le(10**6)] = 1
    fan_out: Annotated[int, Ge(1), Le(10**6)] = 1
    form: Literal["uniform", "normal"] = "uniform"
    count: Annotated[int, Ge(1), Le(MOST)] = 100

    def drawn(self, random: Generator, box: Box) -> Array:
        """The weights of one start after those of another."""
        del box
        share, size = 1 / (self.fan_in + self.fan_out), (self.count, 2)
        if self.form == "normal":
            return math.sqrt(2 * share) * random.standard_normal(size)
        bound = math.sqrt(6 * share)
        return random.uniform(-bound, bound, size)

    @property
    def words(self) -> str:
        """How many, for a heading, of which form, and for which layer unless that is one weight."""
        fans = self.fan_in, self.fan_out
        return f"{self.count} Glorot {self.form} starts" + ("" if fans == (1, 1) else ", fan {} + {}".format(*fans))
