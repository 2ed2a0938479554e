"""Starts as Kaiming He and others initialise the weights before rectifiers."""

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
class Kaiming(Spread):
    """Kaiming's initialisation, also called He's: signals keep their size through rectifiers, which cut off half.

        uniform: w ~ U(-sqrt(6) / sqrt(n), sqrt(6) / sqrt(n));   normal: w ~ N(0, 2 / n);   n = fan_in

    Both have one variance. x and y are two weights of a layer.

    Args: fan_in: 1 to 1000000, the inputs of the layer.  form: the distribution.  count: how many starts, 1 to 10000.
    Reference: He et al. 2015, arXiv:1502.01852.  Same distributions as torch.nn.init.kaiming_uniform_ and
        kaiming_normal_ with their defaults.
    """

    name: ClassVar[str] = "kaiming"
    title: ClassVar[str] = "Kaiming"

    fan_in: Annotated[int, Ge(1), Le(10**6)] = 1
    form: Literal["uniform", "normal"] = "normal"
    count: Annotated[int, Ge(1), Le(MOST)] = 100

    def drawn(self, random: Generator, box: Box) -> Array:
        """The weights of one start after those of another."""
        del box
        if self.form == "normal":
            return math.sqrt(2 / self.fan_in) * random.standard_normal((self.count, 2))
        bound = math.sqrt(6 / self.fan_in)
        return random.uniform(-bound, bound, (self.count, 2))

    @property
    def words(self) -> str:
        """How many, for a heading, of which form, and for which layer unless that is one weight."""
        return f"{self.count} Kaiming {self.form} starts" + ("" if self.fan_in == 1 else f", fan {self.fan_in}")
