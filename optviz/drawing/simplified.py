"""Outlines with no more corners than can be seen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from optviz.arrays import Array, Rows, np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from optviz.drawing.outlines import Outline

    Codes = NDArray[np.uint8]

MOVE, LINE, CURVE3, CURVE4, CLOSE = 1, 2, 3, 4, 79
"""matplotlib's codes of vertices."""
_CURVES = (CURVE3, CURVE4)


def simplified(outline: Outline, tolerance: float) -> Outline:
    """An outline without the corners that lie no further than a tolerance from what remains; curves stay."""
    points, codes = outline.vertices, outline.codes
    if codes is None:
        return outline._replace(vertices=points[_of_line(points, tolerance)])
    rows = np.concatenate(
        [first + _of_part(points[first:end], codes[first:end], tolerance) for first, end in parts(codes)]
    )
    return outline._replace(vertices=points[rows], codes=codes[rows])


def parts(codes: Codes) -> Iterator[tuple[int, int]]:
    """The rows from which the parts of an outline with codes run, and those at which they end."""
    yield from pairwise([*np.flatnonzero(codes == MOVE).tolist(), len(codes)])


def unbroken(points: Array) -> Iterator[tuple[int, int]]:
    """The rows from which the parts of a polyline run that no interruption cuts, and those at which they end."""
    known = np.concatenate([[False], np.isfinite(points).all(axis=1), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1]).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _of_line(points: Array, tolerance: float) -> Rows:
    """The rows of a polyline that stay, with one interruption between its parts."""
    found: list[Rows] = []
    for first, end in unbroken(points):
        found += [np.array([first - 1])] if found else []
        found.append(first + needed(points[first:end], tolerance))
    return np.concatenate(found) if found else np.arange(0)


def _of_part(points: Array, codes: Codes, tolerance: float) -> Rows:
    """The rows of one part of an outline that stay."""
    if np.isin(codes, _CURVES).any():
        return np.arange(len(codes))
    if codes[-1] != CLOSE:
        return needed(points, tolerance)
    around = np.concatenate([points[:-1], points[:1]])  # what the last row says is not where it ends
    return needed(around, tolerance)


def needed(points: Array, tolerance: float) -> Rows:
    """The rows of a polyline (M, 2) that stay, so that none of the others is further from it than a tolerance.

    It is the rule of Douglas and Peucker: of the rows between two that stay, the one furthest from the line between
    them stays too, if it is too far.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first > 1:
            distances = _distances(points[first + 1 : last], points[first], points[last])
            furthest = int(distances.argmax())
            if distances[furthest] > tolerance:
                middle = first + 1 + furthest
                keep[middle] = True
                waiting += [(first, middle), (middle, last)]
    return np.flatnonzero(keep)


def _distances(points: Array, begin: Array, end: Array) -> Array:
    """How far points (K, 2) are from the line between two others."""
    along = end - begin
    length = float(along @ along)
    share = np.clip((points - begin) @ along / length, 0.0, 1.0) if length else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - begin - share[:, None] * along).T))
