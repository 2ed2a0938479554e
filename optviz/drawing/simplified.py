"""Polylines with no more corners than can be seen."""

from __future__ import annotations

from optviz.arrays import Array, Rows, np


def needed(points: Array, tolerance: float) -> Rows:
    """The rows of a polyline (M, 2) that stay, so that none of the others is further from it than a tolerance.

    It is the rule of Douglas and Peucker: of the rows between two that stay, the one furthest from the line between
    them stays too, if it is too far.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    open_ = [(0, len(points) - 1)]
    while open_:
        first, last = open_.pop()
        if last - first > 1:
            distances = _distances(points[first + 1 : last], points[first], points[last])
            furthest = int(distances.argmax())
            if distances[furthest] > tolerance:
                middle = first + 1 + furthest
                keep[middle] = True
                open_ += [(first, middle), (middle, last)]
    return np.flatnonzero(keep)


def _distances(points: Array, begin: Array, end: Array) -> Array:
    """How far points (K, 2) are from the line between two others."""
    along = end - begin
    length = float(along @ along)
    share = np.clip((points - begin) @ along / length, 0.0, 1.0) if length else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - begin - share[:, None] * along).T))
