"""Surfaces of which values on a grid are known: splines through them."""

from __future__ import annotations

import copy
import dataclasses
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Self

from optviz.arrays import np
from optviz.errors import ScenarioError
from optviz.parameters import DataFile, check
from optviz.surfaces.kinds.lowest import lowest
from optviz.surfaces.kinds.spline import FEWEST, Spline
from optviz.surfaces.kinds.surface import PAIR, Bounds, Surface, as_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.arrays import Array
    from optviz.surfaces.kinds.surface import Point, Tag
    from optviz.tables import Grid

MOST_VALUES: Final = 300_000
"""Of a grid; each takes 128 bytes as a spline."""
ITS_OWN: Final = Bounds((0, 1), (0, 1))
"""Stands for the bounds that follow from the grid."""

_SAMPLES: Final = 1_000_000
"""Points at which the lowest places are looked for."""
_FINEST: Final = 8
"""Samples of a cell each way, at most."""
_EQUAL: Final = 1e-5
"""Of the values' range: how much the minima of a spline through values of a function with equal minima may differ."""
_COLUMNS: Final = {0: (), 1: (PAIR,), 2: (PAIR, PAIR)}
"""The last axes of the value, the gradient and the Hessian."""


class Reading(NamedTuple):
    """What a file holds.

    Args: grid: the values.  notes: what a picture says about them.
    """

    grid: Grid
    notes: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Tabulated(Surface):
    """A bicubic spline, with not-a-knot ends, through values on a grid; outside of it there are no values.

    A subclass states the file with the values, as its parameter `file`, and how they are read.
    """

    tags: ClassVar[tuple[Tag, ...]] = ("data",)
    kinks: ClassVar[tuple[Point, ...]] = ()
    described: ClassVar[bool] = True

    if TYPE_CHECKING:  # a subclass's field, and what follows from the file

        @property
        def file(self) -> DataFile:
            """The file."""

        @property
        def spline(self) -> Spline:
            """The spline through the values."""

        @property
        def told(self) -> tuple[str, ...]:
            """What a picture says about the values."""

    def __post_init__(self) -> None:
        check(self)
        with self.file.reading():
            found = self.read()
            object.__setattr__(self, "spline", self._spline_of(found.grid))
        object.__setattr__(self, "told", found.notes)
        if self.bounds is ITS_OWN:
            object.__setattr__(self, "bounds", self.domain)

    def __repr__(self) -> str:
        return f"<Surface {self.name}: {self.file.written}>"

    @abstractmethod
    def read(self) -> Reading:
        """What the file holds.

        Raises: ScenarioError where it holds no values on a grid.  OutputError where it cannot be read.
        """

    def _spline_of(self, grid: Grid) -> Spline:
        """The spline through a grid."""
        if min(grid.z.shape) < FEWEST:
            found = f"{len(grid.x)} x {len(grid.y)}"
            raise ScenarioError(f"a spline needs {FEWEST} values each way, not {found}")
        if grid.z.size > MOST_VALUES:
            count = f"{len(grid.x)} x {len(grid.y)} values, more than {MOST_VALUES:,}"
            raise ScenarioError(f"{count}; take fewer of them")
        return Spline(grid)

    @property
    def domain(self) -> Bounds:  # type: ignore[override]
        """The grid's rectangle."""
        x, y, _ = self.spline.grid
        return Bounds((float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])))

    def within(self, bounds: Bounds) -> Self:
        """The same surface with other bounds; its file is not read again."""
        found = copy.copy(self)
        object.__setattr__(found, "bounds", bounds)
        return found

    @cached_property
    def minimizers(self) -> tuple[Point, ...]:
        """Where the spline is lowest, each place if about equally so; none where it is lowest at the grid's edge."""
        x, y, z = self.spline.grid
        finer = int(max(1, min(_FINEST, (_SAMPLES / z.size) ** 0.5)))
        fine_x, fine_y = (np.interp(np.arange((len(a) - 1) * finer + 1) / finer, np.arange(len(a)), a) for a in (x, y))
        return lowest(self, fine_x, fine_y, _EQUAL * float(np.ptp(z)))

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that are in files, by name."""
        given = {each.name: getattr(self, each.name) for each in dataclasses.fields(self) if each.name != "bounds"}
        return {name: value.written if isinstance(value, DataFile) else value for name, value in given.items()}

    @property
    def formula(self) -> str:
        """Its title."""
        return self.title

    @property
    def notes(self) -> tuple[str, ...]:  # type: ignore[override]
        """Where its values come from, and where there are none."""
        ends = (*self.domain.x, *self.domain.y)
        whole = self.domain.contains(np.transpose([self.bounds.x, self.bounds.y]))
        empty = "no values outside x {:g} to {:g}, y {:g} to {:g}".format(*ends).replace("-", "−")
        return (*self.told, *(() if whole.all() else (empty,)))

    @property
    def operations(self) -> tuple[int, int]:
        """As many as a polynomial of sixteen terms takes, with its coefficients found."""
        return 60, 140

    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...); not a number outside of the grid."""
        return self._asked(self.spline.value, points, 0)

    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2); not a number outside of the grid."""
        return self._asked(self.spline.gradient, points, 1)

    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2); not a number outside of the grid."""
        return self._asked(self.spline.hessian, points, 2)

    def _asked(self, function: Callable[[Array], Array], points: Array, order: int) -> Array:
        columns, shape = as_columns(points)
        (x0, x1), (y0, y1) = self.domain.x, self.domain.y
        inside = (columns[0] >= x0) & (columns[0] <= x1) & (columns[1] >= y0) & (columns[1] <= y1)
        if inside.all():
            found = function(columns)
        else:
            found = np.full((PAIR**order, len(inside)), np.nan)
            found[:, inside] = function(np.ascontiguousarray(columns[:, inside]))
        return found.T.reshape((*shape, *_COLUMNS[order]))
