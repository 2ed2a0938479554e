"""Bicubic splines through values on a grid, with their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.errors import ScenarioError

if TYPE_CHECKING:
    from optviz.arrays import Array, Rows
    from optviz.tables import Grid

FEWEST: Final = 4
"""Values each way that a cubic spline with not-a-knot ends needs."""

_TOO_LARGE: Final = "the numbers are too large, or too near to each other, for a spline"
_TOGETHER: Final = 1 << 13
"""Points that are computed at once: few enough that their coefficients stay in the processor's cache."""
_EVEN: Final = 1e-9
"""Of a spacing: how far knots may lie from even ones and still be found by a division."""


class Spline:
    """The tensor product of cubic splines with not-a-knot ends through values on a grid.

    In a cell it is the polynomial sum c_ij v^(3-i) u^(3-j), with u and v from the cell's lower left corner on, so that
    value and derivatives take a few multiplications; each point is computed alone.

    Args: grid: at least 4 values each way.
    Raises: ScenarioError where its coefficients are not finite.
    """

    def __init__(self, grid: Grid) -> None:
        from scipy.interpolate import CubicSpline

        self.grid = grid
        try:
            with np.errstate(all="ignore"):
                across = CubicSpline(grid.x, grid.z, axis=1).c  # (4, nx - 1, ny)
                both = CubicSpline(grid.y, across, axis=2).c  # (4, ny - 1, 4, nx - 1)
        except ValueError as error:  # what it works with is not finite
            raise ScenarioError(_TOO_LARGE) from error
        if not np.isfinite(both).all():
            raise ScenarioError(_TOO_LARGE)
        self._cells = np.ascontiguousarray(both.transpose(0, 2, 1, 3)).reshape(4, 4, -1)
        self._even = [_is_even(axis) for axis in grid[:2]]

    def value(self, columns: Array) -> Array:
        """Its value at points (2, n) within the grid: (1, n)."""
        return self._in_blocks(columns, 0)

    def gradient(self, columns: Array) -> Array:
        """(df/dx, df/dy) at points (2, n) within the grid: (2, n)."""
        return self._in_blocks(columns, 1)

    def hessian(self, columns: Array) -> Array:
        """The second derivatives by xx, xy, yx, yy at points (2, n) within the grid: (4, n)."""
        return self._in_blocks(columns, 2)

    def _in_blocks(self, columns: Array, order: int) -> Array:
        """Derivatives of an order at points (2, n), a block of points at a time."""
        count = columns.shape[1]
        found = np.empty(((1, 2, 4)[order], count))
        for first in range(0, count, _TOGETHER):
            block = slice(first, first + _TOGETHER)
            i, u = self._placed(0, columns[0, block])
            j, v = self._placed(1, columns[1, block])
            cells = self._cells.take(j * (len(self.grid.x) - 1) + i, axis=2)
            _derived(cells, u, v, found[:, block])
        return found

    def _placed(self, axis: int, numbers: Array) -> tuple[Rows, Array]:
        """The cells in which numbers lie, and how far from the cells' lower ends."""
        knots = self.grid[axis]
        if self._even[axis]:
            place = ((numbers - knots[0]) * ((len(knots) - 1) / (knots[-1] - knots[0]))).astype(np.intp)
        else:
            place = np.searchsorted(knots, numbers, side="right") - 1
        np.minimum(place, len(knots) - 2, out=place)
        return place, numbers - knots.take(place)


def _derived(cells: Array, u: Array, v: Array, found: Array) -> None:
    """Write a polynomial's value, its gradient or its Hessian, by the rows of `found`; coefficients are (4, 4, n)."""
    whole = _horner(cells, v)
    if len(found) == 1:
        found[0] = _horner(whole, u)
        return
    once = (3 * cells[0] * v + 2 * cells[1]) * v + cells[2]
    if len(found) == 2:  # noqa: PLR2004  (x and y)
        found[0] = (3 * whole[0] * u + 2 * whole[1]) * u + whole[2]
        found[1] = _horner(once, u)
        return
    found[0] = 6 * whole[0] * u + 2 * whole[1]
    found[1] = found[2] = (3 * once[0] * u + 2 * once[1]) * u + once[2]
    found[3] = _horner(6 * cells[0] * v + 2 * cells[1], u)


def _horner(parts: Array, number: Array) -> Array:
    """((p0 t + p1) t + p2) t + p3."""
    found: Array = parts[0] * number
    for part in parts[1:-1]:
        found += part
        found *= number
    found += parts[-1]
    return found


def _is_even(knots: Array) -> bool:
    spacing = (knots[-1] - knots[0]) / (len(knots) - 1)
    even = knots[0] + spacing * np.arange(len(knots))
    return bool((np.abs(knots - even) <= _EVEN * spacing).all())
