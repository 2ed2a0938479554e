"""The path of a run over a landscape: its segments cut at the bounds, and in short pieces that follow the surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import Array, Rows, np

if TYPE_CHECKING:
    from optviz.surfaces import Bounds

_PIECE = 1 / 48
"""The longest piece, as a share of the bounds: straight pieces as short look as if they bent with the surface."""


def drape(path: Array, bounds: Bounds) -> tuple[Array, Rows]:
    """The rows of a draped path.

    The part of each segment between its shares `enter` and `leave` is cut into k equal pieces, which makes k + 2 rows:

        place -1:      a break (not a number) if the path comes back into the bounds here, else the beginning once more
        place j >= 0:  the point at the share enter + (leave - enter) j / k,  j = 0, ..., k

    A segment out of bounds has k = 0, and both of its rows are breaks. So the last row of every segment is where it
    ends, in view or not.

    Args: path: (N+1, 2), the iterates.
    Returns: the rows, (M, 2), and for each step the row at which its segment ends, (N+1,).
    """
    if len(path) == 1:
        return path, np.zeros(1, dtype=np.intp)
    low, high = np.transpose([bounds.x, bounds.y])
    enter, leave = within(path, low, high)
    size = np.array([bounds.x[1] - bounds.x[0], bounds.y[1] - bounds.y[0]])
    length = np.abs((path[1:] - path[:-1]) / size).max(axis=1) * (leave - enter)
    shown = leave > enter
    pieces = np.where(shown, np.ceil(np.nan_to_num(length / _PIECE)), 0).astype(np.intp)
    counts = pieces + 2
    segment = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts) - 1
    place = np.arange(len(segment)) - (ends - counts + 1)[segment] - 1
    share = enter[segment] + (leave - enter)[segment] * np.maximum(place, 0) / np.maximum(pieces, 1)[segment]
    rows = path[segment] + share[:, None] * (path[segment + 1] - path[segment])
    rows[~shown[segment] | ((place < 0) & (enter[segment] > 0))] = np.nan
    return rows, np.concatenate([[0], ends])


def within(path: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """The share of each segment at which it enters and leaves a rectangle, (N,) each; leave <= enter if it never does.

    A segment p + t d, 0 <= t <= 1, is within low <= x <= high on one axis for t between (low - p) / d and
    (high - p) / d, the smaller of which is where it enters. It is within the rectangle while it is so on both axes:
    from the later entry to the earlier exit. Where d = 0 it is so on that axis always or never.

    Args: path: (N+1, 2).  low, high: the lower left and the upper right corner, (2,).

    Reference: Liang & Barsky 1984, A new concept and method for line clipping.
    """
    start, step = path[:-1], path[1:] - path[:-1]
    first, second = (low - start) / step, (high - start) / step
    still = step == 0
    beside = still & ((start < low) | (start > high))
    entering = np.where(still, -np.inf, np.minimum(first, second)).max(axis=1)
    leaving = np.where(still, np.inf, np.maximum(first, second)).min(axis=1)
    enter, leave = np.clip(entering, 0, 1), np.clip(leaving, 0, 1)
    lost = beside.any(axis=1) | ~np.isfinite(path[:-1]).all(axis=1) | ~np.isfinite(path[1:]).all(axis=1)
    return np.where(lost, 1.0, enter), np.where(lost, 0.0, leave)
