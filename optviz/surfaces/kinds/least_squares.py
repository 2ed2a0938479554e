"""Models that are linear in their weights, with squared errors: their surfaces are exact paraboloids."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from optviz.arrays import Array, np
from optviz.surfaces.kinds.model import Model, square, total
from optviz.surfaces.kinds.surface import PAIR, as_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.surfaces.kinds.model import Data, Pair, Triple
    from optviz.surfaces.kinds.surface import Point, Tag

_FLAT: Final = 1e-12
"""The share of a column's length that must stand apart from the other column, for there to be one minimizer."""


class Paraboloid:
    """|T (x, y, -1)|^2 for a triangle T of three rows.

    Args: triangle: (3, 3), zero below its diagonal.
    """

    def __init__(self, triangle: Array) -> None:
        (self._a, self._b, self._c), (_, self._d, self._e), (_, _, self._rest) = triangle.tolist()

    def value(self, points: Array) -> Array:
        """The value at points (..., 2): (...)."""
        (x, y), shape = as_columns(points)
        with np.errstate(all="ignore"):
            first, second = self._errors(x, y)
            found: Array = first * first + second * second + self._rest * self._rest
        return found.reshape(shape)

    def gradient(self, points: Array) -> Array:
        """The gradient at points (..., 2): (..., 2)."""
        (x, y), shape = as_columns(points)
        found = np.empty((PAIR, len(x)))
        with np.errstate(all="ignore"):
            first, second = self._errors(x, y)
            found[0] = 2 * self._a * first
            found[1] = 2 * self._b * first + 2 * self._d * second
        return found.T.reshape(*shape, PAIR)

    def hessian(self, points: Array) -> Array:
        """The Hessian at points (..., 2): (..., 2, 2)."""
        shape = np.shape(points)[:-1]
        entries = square(self.curvatures)
        return np.broadcast_to(np.reshape(entries, (PAIR, PAIR)), (*shape, PAIR, PAIR)).copy()

    @property
    def curvatures(self) -> tuple[float, float, float]:
        """The second derivatives, xx, xy and yy."""
        return 2 * self._a * self._a, 2 * self._a * self._b, 2 * (self._b * self._b + self._d * self._d)

    @property
    def minimizer(self) -> Point | None:
        """Where it is lowest, if at one point only."""
        if not (self._a > 0 and self._d > _FLAT * math.hypot(self._b, self._d)):
            return None
        y = self._e / self._d
        return (self._c - self._b * y) / self._a, y

    def _errors(self, x: Array, y: Array) -> Pair:
        return self._a * x + self._b * y - self._c, self._d * y - self._e


@dataclass(frozen=True, repr=False)
class LeastSquares(Model):
    """The mean squared error of a x + b y against v, with a weight on each squared weight.

        f(x, y) = (1/n) sum (a_i x + b_i y - v_i)^2 + p x^2 + q y^2

    Rotations change no sum of squares, so the n rows (a_i, b_i, v_i) are rotated into a triangle of three (their QR
    decomposition) before anything is asked: a point then costs the same with any number of samples.
    """

    tags: ClassVar[tuple[Tag, ...]] = ("data", "convex")

    @abstractmethod
    def features(self, data: Data) -> Triple:
        """The columns a, b and v of some samples."""

    def penalty(self, data: Data) -> tuple[float, float]:
        """The weights p and q."""
        del data
        return 0.0, 0.0

    def over(self, data: Data) -> Paraboloid:
        """What it is on some samples."""
        return paraboloid(self.features(data), self.penalty(data))

    @cached_property
    def minimizers(self) -> tuple[Point, ...]:
        """The solution of the normal equations, if there is one only."""
        found = self.over(self.data).minimizer
        return () if found is None else (found,)

    def effort(self, points: int, batch: int | None = None) -> float:
        """That of a formula, and of the batch's triangle."""
        return super(Model, self).effort(points) + (0.0 if batch is None else 6e-5 + 3e-8 * batch)

    @property
    def operations(self) -> tuple[int, int]:
        """Those of two errors."""
        return 10, 16

    def losses(self, x: Array, y: Array, data: Data) -> Array:
        """The squared errors."""
        a, b, v = self.features(data)
        error = a * x + b * y - v
        return error * error

    def slopes(self, x: Array, y: Array, data: Data) -> Pair:
        """By the triangle."""
        gradient = self.over(data).gradient(np.hstack([x, y]))
        return gradient[:, 0], gradient[:, 1]

    def curvatures(self, x: Array, y: Array, data: Data) -> Triple:
        """The same everywhere."""
        del y
        xx, xy, yy = (np.full(len(x), each) for each in self.over(data).curvatures)
        return xx, xy, yy


def paraboloid(features: Triple, penalty: tuple[float, float] = (0.0, 0.0)) -> Paraboloid:
    """The mean of (a x + b y - v)^2, and p x^2 + q y^2: as errors of two more samples.

    Args: features: the columns a, b and v.  penalty: p and q.
    """
    with np.errstate(all="ignore"):
        triangle = _triangle(features) / math.sqrt(len(features[0]))
        if any(penalty):
            p, q = map(math.sqrt, penalty)
            triangle = _triangle([*np.vstack([triangle, [[p, 0, 0], [0, q, 0]]]).T])
    return Paraboloid(triangle)


def _triangle(columns: Sequence[Array]) -> Array:
    """The triangle of a QR decomposition, by Gram and Schmidt; NumPy's own may differ with the number of threads."""
    rest = [np.ascontiguousarray(column) for column in columns]
    found = np.zeros((len(rest), len(rest)))
    for row, column in enumerate(rest):
        found[row, row] = np.sqrt(total(column * column))
        if found[row, row] > 0:
            unit = column / found[row, row]
            for other in range(row + 1, len(rest)):
                found[row, other] = total(unit * rest[other])
                rest[other] = rest[other] - found[row, other] * unit
    return found
