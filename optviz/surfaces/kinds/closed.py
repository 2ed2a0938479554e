"""Surfaces in closed form that are sums of many like terms, with their exact derivatives."""

from __future__ import annotations

import copy
import dataclasses
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from optviz.arrays import Array, np
from optviz.parameters import check
from optviz.surfaces.kinds.lowest import lowest
from optviz.surfaces.kinds.surface import PAIR, Bounds, Surface, as_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.surfaces.kinds.surface import Point

ITS_OWN: Final = Bounds((0, 1), (0, 1))
"""Stands for the bounds that follow from the parameters."""

_TOGETHER: Final = 1 << 16
"""Numbers that are computed at once: few enough that they stay in the processor's cache."""


@dataclass(frozen=True, repr=False)
class Sum(Surface):
    """A sum of terms, each smooth; a subclass states its terms and its region.

    Terms are added in their order, so that a batch row equals the same point alone, to the last bit.
    """

    kinks: ClassVar[tuple[Point, ...]] = ()

    def __post_init__(self) -> None:
        check(self)
        if self.bounds is ITS_OWN:
            object.__setattr__(self, "bounds", self.region)

    def __repr__(self) -> str:
        return f"<Surface {self.name}: {self.count} terms>"

    @property
    @abstractmethod
    def region(self) -> Bounds:
        """What is drawn unless a scenario says otherwise, and where its minimizers are looked for."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many terms it has."""

    @abstractmethod
    def terms(self, x: Array, y: Array, order: int) -> tuple[Array, ...]:
        """The terms' values, or their derivatives by x, y, or by xx, xy, yy: each (count, n).

        Args: x, y: (n,).  order: 0, 1 or 2.
        """

    def within(self, bounds: Bounds) -> Self:
        """The same surface with other bounds."""
        found = copy.copy(self)
        object.__setattr__(found, "bounds", bounds)
        return found

    @cached_property
    def minimizers(self) -> tuple[Point, ...]:
        """Where it is lowest in its region; none where that is at the edge."""
        return lowest(self, *self.sampled)

    @property
    @abstractmethod
    def sampled(self) -> tuple[Array, Array]:
        """Values of x and of y, from edge to edge of its region and as fine as its smallest hollows."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that are in files, by name."""
        return {each.name: getattr(self, each.name) for each in dataclasses.fields(self) if each.name != "bounds"}

    @property
    def formula(self) -> str:
        """Its title: its terms do not fit one line."""
        return self.title

    @property
    def operations(self) -> tuple[int, int]:
        """About ten for each term, and twenty with the gradient."""
        return 10 * self.count, 20 * self.count

    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...)."""
        return self._asked(points, 0)

    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2)."""
        return self._asked(points, 1)

    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2)."""
        return self._asked(points, 2)

    def _asked(self, points: Array, order: int) -> Array:
        columns, shape = as_columns(points)
        found = np.zeros((order + 1, columns.shape[1]))
        step = max(1, _TOGETHER // self.count)
        with np.errstate(all="ignore"):
            for first in range(0, columns.shape[1], step):
                block = slice(first, first + step)
                x, y = (np.ascontiguousarray(each[block]) for each in columns)
                for row, part in enumerate(self.terms(x, y, order)):
                    for term in part:  # a sum over an axis would add in an order that depends on its length
                        found[row, block] += term
        if order < PAIR:
            return found.T.reshape((*shape, PAIR)[: len(shape) + order])
        return found[[0, 1, 1, 2]].T.reshape((*shape, PAIR, PAIR))
