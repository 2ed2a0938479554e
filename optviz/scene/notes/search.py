"""The best place for a text, of all that there are in a panel: near what it is about, over as little as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, np
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scene.notes.ground import Ground


class Found(NamedTuple):
    """A place.  Args: area: where it is.  size: which of the sizes that were asked for.  cost: of all it takes."""

    area: Area
    size: int
    cost: float


class Wishes(NamedTuple):
    """What a text would like.

    Args: targets: (A, 2), what its leader points to, one after another; or, at an edge of the picture, the one place
        that it should be near.  gap: pixels that the leader ends before its target.  heads: at the time of each target,
        (R, 2).  lines: of other texts then, from where to where.  point: pixels.
        edge: 1 at the upper edge, -1 at the lower one, without a leader; else 0.
        sizes: the width and the height of each of its forms in pixels, and how little that is liked.
    """

    targets: Array
    gap: float
    heads: Sequence[Array]
    lines: Sequence[Sequence[tuple[Array, Array]]]
    point: float
    edge: int = 0
    sizes: Sequence[tuple[float, float, float]] = ()


_STRIDE = 2
"""Cells from one place that is tried to the next."""
_PART = 4
"""Places in each direction of which the best is looked at."""
_CLOSEST, _CLOSE = 12.0, 1.5
"""Points that a text keeps to what it is about, and what each point less costs; a point more costs 1."""
_CROSSING = 400.0
"""What a leader costs that crosses another one."""
_OVER_A_HEAD = 60.0
_HEAD = 6.0
"""Points from a head's middle in which a leader is over it."""


def best(cover: Ground, cross: Ground, wishes: Wishes) -> Found:
    """The best place for a text, of whose forms one at least has room.

    Args: cover: what a text covers.  cross: what its leader crosses.
    """
    parts = [_tried(number, cover, wishes) for number in range(len(wishes.sizes))]
    costs, boxes = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    sizes = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    if not wishes.edge:
        costs = costs + _led(boxes, cross, wishes)
    least = int(np.argmin(costs))
    left, bottom, right, top = boxes[least].tolist()
    return Found(Area(left, bottom, right - left, top - bottom), int(sizes[least]), float(costs[least]))


def _tried(number: int, cover: Ground, wishes: Wishes) -> tuple[Array, Array]:
    """What places of one form cost without a leader, (M,), and the places, (M, 4): of each part of the panel the best.

    So there are places on all sides, whatever a leader has to keep clear of.
    """
    width, height, cost = wishes.sizes[number]
    covered = cover.under(width, height)[::_STRIDE, ::_STRIDE]
    rows, columns = _STRIDE * np.indices(covered.shape)
    left = np.asarray(cover.area.left + cover.cell * columns)
    bottom = np.asarray(cover.area.bottom + cover.cell * rows)
    costs = covered + cost + _away(left, bottom, width, height, wishes)
    best = [
        np.unravel_index(np.argmin(part), part.shape) + np.array([row, column])
        for row in range(0, len(costs), _PART)
        for column in range(0, costs.shape[1], _PART)
        if (part := costs[row : row + _PART, column : column + _PART]).size
    ]
    chosen = tuple(np.array(best).T)
    corners = np.column_stack([left[chosen], bottom[chosen]])
    return costs[chosen], np.column_stack([corners, corners + np.array([width, height])])


def _away(left: Array, bottom: Array, width: float, height: float, wishes: Wishes) -> Array:
    """How far rectangles stand from what they are about, in points; less is better, but for the closest."""
    if wishes.edge:
        x, y = wishes.targets[0].tolist()
        level = bottom + height if wishes.edge > 0 else bottom
        return np.asarray((np.abs(left + width / 2 - x) / 2 + np.abs(level - y)) / wishes.point)
    total = np.zeros(left.shape)
    for x, y in wishes.targets.tolist():
        across = np.maximum(np.maximum(left - x, x - left - width), 0.0)
        upward = np.maximum(np.maximum(bottom - y, y - bottom - height), 0.0)
        distance = np.hypot(across, upward) / wishes.point
        total += np.maximum(distance - _CLOSEST, _CLOSE * (_CLOSEST - distance))
    beside = np.where(left + width < wishes.targets[0, 0], _BESIDE, 0.0)  # right of it is where one looks first
    return np.asarray(total / len(wishes.targets) + beside)


_BESIDE = 3.0


def _led(boxes: Array, cross: Ground, wishes: Wishes) -> Array:
    """What the leaders of boxes (M, 4) cost, (M,)."""
    total = np.zeros(len(boxes))
    for target, heads, others in zip(wishes.targets, wishes.heads, wishes.lines, strict=True):
        begin, end = leaders(boxes, target, wishes.gap, wishes.point)
        total += cross.along(begin, end)
        for head in heads[np.isfinite(heads[:, 0])]:
            total += _OVER_A_HEAD * (_distance(head, begin, end) < _HEAD * wishes.point)
        for first, last in others:
            total += _CROSSING * _meet(begin, end, first, last)
    return np.asarray(total)


def leaders(boxes: Array, target: Array, gap: float, point: float) -> tuple[Array, Array]:
    """Where leaders from boxes (M, 4) to a target begin and end, (M, 2) each; not a number where there is none.

    Args: boxes: their left, lower, right and upper edges.  gap: pixels before the target.  point: pixels.
    """
    low, high = boxes[:, :2], boxes[:, 2:]
    inset = np.minimum((high - low) * (_INSET, _HALF), _MOST * point)
    inner = np.clip(target, low + inset, high - inset)
    way = target - inner
    with np.errstate(all="ignore"):
        edges = np.where(way > 0, high - inner, low - inner) / way
        share = np.where(way == 0, np.inf, edges).min(axis=1)
        length = np.hypot(*way.T)
        begin, end = inner + share[:, None] * way, target - (gap / length)[:, None] * way
        shown = (1 - share) * length - gap >= _SHORTEST * point
    return np.where(shown[:, None], begin, np.nan), np.where(shown[:, None], end, np.nan)


_HALF = 0.5
_INSET, _MOST = 0.3, 9.0
"""How far inside a box a leader aims at, in shares of its width, and points at most."""
_SHORTEST = 4.0
"""Points of a leader that is drawn."""


def _distance(place: Array, begin: Array, end: Array) -> Array:
    """How far a place is from lines (M, 2) to (M, 2), (M,); infinitely far from what is no line."""
    way = end - begin
    share = np.clip(((place - begin) * way).sum(axis=1) / np.maximum((way**2).sum(axis=1), 1e-9), 0, 1)
    return np.asarray(np.nan_to_num(np.hypot(*(begin + share[:, None] * way - place).T), nan=np.inf))


def _meet(begin: Array, end: Array, first: Array, last: Array) -> Array:
    """Which of the lines from (M, 2) to (M, 2) cross the one from a place to another."""

    def side(one: Array, other: Array, place: Array) -> Array:
        way, to = other - one, place - one
        return np.asarray(way[..., 0] * to[..., 1] - way[..., 1] * to[..., 0] > 0)

    apart = side(begin, end, first) != side(begin, end, last)
    return np.asarray(apart & (side(first, last, begin) != side(first, last, end)))
