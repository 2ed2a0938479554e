"""Which points of a path suffice where it grows."""

from __future__ import annotations

from optviz.arrays import Array, Rows, np


def paced(points: Array, lengths: Array, tolerance: float) -> Rows:
    """The rows of a path (M, 2) that suffice to draw it as it grows.

    As `needed`, but each point that is left out is near the place where somebody would be who goes straight, and is as
    far on: so it is never far from where it would be, at no time.

    Args: lengths: (M,), how far along the path each point is.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first == 1:
            continue
        span = float(lengths[last] - lengths[first])
        share = (lengths[first + 1 : last] - lengths[first]) / (span or 1.0)
        away = points[first + 1 : last] - points[first] - share[:, None] * (points[last] - points[first])
        distances = np.hypot(*away.T)
        worst = int(distances.argmax())
        if distances[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return np.flatnonzero(keep)
