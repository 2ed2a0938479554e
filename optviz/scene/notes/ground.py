"""Where in a panel there is room for a text: a search over all places, by what each would cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optviz.arrays import Rows
    from optviz.geometry import Area

NEVER: Final = 1e6
"""The cost of a cell that nothing may cover: more than all others of a panel together."""
_SAMPLES: Final = 24
"""Places of a line that are looked at."""
_LONGEST: Final = 2000
"""Cells that a stretch of a path is followed through."""


class Ground:
    """What lies in an area, in cells of a few pixels, each with what it costs to cover it.

    Args: area: the whole of it.  cell: pixels of a cell's side.
    """

    def __init__(self, area: Area, cell: float) -> None:
        self.area, self.cell = area, cell
        self.costs = np.zeros((max(int(area.height / cell), 1), max(int(area.width / cell), 1)))

    def copy(self) -> Ground:
        """The same ground, to lay more on."""
        other = Ground(self.area, self.cell)
        other.costs = self.costs.copy()
        return other

    def block(self, areas: Iterable[Area], cost: float) -> None:
        """Lay areas on it."""
        for area in areas:
            (left, bottom), (right, top) = self._cells(np.array([area[:2], [area.right, area.top]]))
            if right >= 0 and top >= 0:
                part = self.costs[max(bottom, 0) : top + 1, max(left, 0) : right + 1]
                np.maximum(part, cost, out=part)

    def mark(self, points: Array, reach: float, cost: float) -> None:
        """Lay squares round points (..., 2) on it, which reach so many pixels to each side."""
        cells = int(np.ceil(reach / self.cell))
        rows, columns = self.costs.shape
        wide = np.zeros((rows + 2 * cells, columns + 2 * cells))
        places = self._cells(points[np.isfinite(points).all(axis=-1)]) + cells
        inside = ((places >= 0) & (places < wide.shape[::-1])).all(axis=-1)
        wide[places[inside, 1], places[inside, 0]] = 1.0
        near = _sums(wide, 2 * cells + 1, 2 * cells + 1) > _HALF
        self.costs[near] = np.maximum(self.costs[near], cost)

    def trace(self, points: Array, cost: float) -> None:
        """Lay a path (M, 2) on it; a row that is not a number interrupts it."""
        begin, step = points[:-1], np.diff(points, axis=0)
        known = np.isfinite(step).all(axis=1)
        begin, step = begin[known], step[known]
        counts = np.clip(2 * np.hypot(*step.T) / self.cell, 1, _LONGEST).astype(int)
        which = np.repeat(np.arange(len(counts)), counts)
        shares = (np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[which]
        places = self._cells(begin[which] + shares[:, None] * step[which])
        inside = ((places >= 0) & (places < self.costs.shape[::-1])).all(axis=-1)
        crossed = places[inside, 1], places[inside, 0]
        self.costs[crossed] = np.maximum(self.costs[crossed], cost)

    def under(self, width: float, height: float) -> Array:
        """What a rectangle that has room covers, by the cell in which its lower left corner stands."""
        sides = zip((height, width), self.costs.shape, strict=True)
        rows, columns = (min(int(np.ceil(side / self.cell)), most) for side, most in sides)
        return _sums(self.costs, rows, columns)

    def along(self, begin: Array, end: Array) -> Array:
        """What lines cover from places (M, 2) to places (M, 2), (M,)."""
        shares = (np.arange(_SAMPLES) + _HALF) / _SAMPLES
        points = begin[:, None] + shares[:, None] * (end - begin)[:, None]
        places = self._cells(np.nan_to_num(points))
        rows, columns = self.costs.shape
        inside = ((places >= 0) & (places < (columns, rows))).all(axis=-1)
        found = self.costs[np.clip(places[..., 1], 0, rows - 1), np.clip(places[..., 0], 0, columns - 1)]
        cells = np.hypot(*(end - begin).T) / self.cell
        return np.asarray(np.nan_to_num(np.where(inside, found, 0.0).mean(axis=1) * cells))

    def _cells(self, points: Array) -> Rows:
        """The column and the row of the cells in which points lie, (..., 2)."""
        corner = np.array([self.area.left, self.area.bottom])
        return np.asarray(np.floor(np.clip((points - corner) / self.cell, -_FAR, _FAR)).astype(np.intp))


_HALF = 0.5
_FAR: Final = 1e6
"""Cells."""


def _sums(costs: Array, rows: int, columns: int) -> Array:
    """The sum of every block of so many rows and columns, by its first ones; empty where none has room."""
    if rows > costs.shape[0] or columns > costs.shape[1]:
        return np.empty((0, 0))
    total = np.zeros((costs.shape[0] + 1, costs.shape[1] + 1))
    total[1:, 1:] = costs.cumsum(axis=0).cumsum(axis=1)
    return np.asarray(
        total[rows:, columns:] - total[:-rows, columns:] - total[rows:, :-columns] + total[:-rows, :-columns]
    )
