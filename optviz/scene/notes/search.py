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
_FIRST = 24
"""Places whose leaders are looked at before it is known how good the best place is at least."""
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
        near = np.argsort(costs, kind="stable")[:_FIRST]
        bound = (costs[near] + _led(boxes[near], cross, wishes)).min()
        better = np.flatnonzero(costs <= bound)  # a leader costs something or nothing: the others are no better
        costs, boxes, sizes = costs[better] + _led(boxes[better], cross, wishes), boxes[better], sizes[better]
    least = int(np.argmin(costs))
    left, bottom, right, top = boxes[least].tolist()
    return Found(Area(left, bottom, right - left, top - bottom), int(sizes[least]), float(costs[least]))


def _tried(number: int, cover: Ground, wishes: Wishes) -> tuple[Array, Array]:
    """What places of one form cost without a leader, (M,), and the places, (M, 4): of each part of the panel the best.

    So there are places on all sides, whatever a leader has to keep clear of.
    """
    width, height, cost = wishes.sizes[number]
    covered = cover.under(width, height)[::_STRIDE, ::_STRIDE]
    up, along = _STRIDE * np.indices(covered.shape)
    left = np.asarray(cover.area.left + cover.cell * along)
    bottom = np.asarray(cover.area.bottom + cover.cell * up)
    costs = covered + cost + _away(left, bottom, width, height, wishes)
    rows, columns = (-(-side // _PART) for side in costs.shape)
    whole = np.full((rows * _PART, columns * _PART), np.inf)
    whole[: costs.shape[0], : costs.shape[1]] = costs
    parts = whole.reshape(rows, _PART, columns, _PART).swapaxes(1, 2).reshape(rows, columns, -1)
    row, column = np.divmod(parts.argmin(axis=-1), _PART)
    chosen = (row + _PART * np.arange(rows)[:, None]).ravel(), (column + _PART * np.arange(columns)).ravel()
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
    known: dict[tuple[float, ...], tuple[Array, Array, Array]] = {}  # most targets stand still for a while
    for target, heads, others in zip(wishes.targets, wishes.heads, wishes.lines, strict=True):
        key = tuple(target.tolist())
        if key not in known:
            line = leaders(boxes, target, wishes.gap, wishes.point)
            known[key] = *line, cross.along(*line)
        begin, end, crossed = known[key]
        near = _distances(heads[np.isfinite(heads[:, 0])], begin, end) < _HEAD * wishes.point
        total += crossed + _OVER_A_HEAD * near.sum(axis=0)
        for first, last in others:
            total += _CROSSING * _meet(begin, end, first, last)
    return total


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


def _distances(places: Array, begin: Array, end: Array) -> Array:
    """How far places (R, 2) are from lines (M, 2) to (M, 2), (R, M); not a number from what is no line."""
    way, to = end - begin, places[:, None] - begin
    share = np.clip((to * way).sum(axis=-1) / np.maximum((way**2).sum(axis=-1), 1e-9), 0, 1)
    beside = to - share[..., None] * way
    return np.asarray(np.hypot(beside[..., 0], beside[..., 1]))


def _meet(begin: Array, end: Array, first: Array, last: Array) -> Array:
    """Which of the lines from (M, 2) to (M, 2) cross the one from a place to another."""

    def side(one: Array, other: Array, place: Array) -> Array:
        way, to = other - one, place - one
        return np.asarray(way[..., 0] * to[..., 1] - way[..., 1] * to[..., 0] > 0)

    apart = side(begin, end, first) != side(begin, end, last)
    return np.asarray(apart & (side(first, last, begin) != side(first, last, end)))
