"""One trace on the canvas: settled strokes that stay, and a tail that is redrawn with the head in every frame.

A stroke is antialiased, and blending it twice hardens its edges. So the last points of a trace, its tail, are drawn
anew over a clean canvas in each frame, and only when the tail has grown long it settles for good. Which rows are
tail in which frame, and the boxes they take, follow from the track and the steps of the frames alone: they are
worked out for all frames at once.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from optviz.arrays import Array, Rows, np
from optviz.encoders import Box
from optviz.scene.strokes import CASING, FAINT, HEAD, THIN, THIN_CASING, TRACE, marker_shape, stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scene.strokes import Pen
    from optviz.scene.styles import Style
    from optviz.views import Track

_TAIL = 26.0
"""Points of length at which a tail settles."""
_SHORTEST = 8.0
"""Points of length below which a tail does not settle with the others."""
_OVERLAP = 0.5
"""Points beyond half its casing that a stroke reaches back over settled ones, so as not to cut its own trace."""
_HIDDEN_HEAD = 0.45
"""The opacity of a head that the surface hides."""


class Trace:
    """One track, drawn in a style with a pen, over the frames of an animation.

    Args: point: pixels per point.  steps: the step each frame shows, never falling.  first: the row at which the
        tail of each frame begins, as tail_starts() says; without, the tail is always the whole trace.
    """

    def __init__(
        self,
        track: Track,
        style: Style,
        pen: Pen,
        point: float,
        steps: Sequence[int],
        first: Rows | None = None,
    ) -> None:
        self.track, self.style, self.pen, self.point = track, style, pen, point
        self._width = THIN if track.thin else TRACE
        self._reach = self._width + 2 * (THIN_CASING if track.thin else CASING)
        self._shape = marker_shape(style.marker, point)
        self._heads = track.heads[list(steps)]
        self._last = track.ends[list(steps)]
        self._first = np.zeros_like(self._last) if first is None else first
        self._back = self._backs(lengths(track.points))

    def settle(self, frame: int) -> Box | None:
        """Draw for good what stops being tail with a frame; returns the box that changed."""
        before = int(self._first[frame - 1]) if frame else 0
        if before == self._first[frame]:
            return None
        self._stroke(before, int(self._first[frame]))
        return _box(self._settled_boxes[frame])

    def tail_box(self, frame: int) -> Box | None:
        """The box the tail takes in a frame."""
        return _box(self._tail_boxes[frame])

    def fresh_box(self, frame: int) -> Box | None:
        """The box in which the tail differs from the frame before."""
        return _box(self._fresh_boxes[frame])

    def head_box(self, frame: int) -> Box | None:
        """The box the head takes in a frame, if it is in view."""
        return _box(self._head_boxes[frame])

    def draw_tail(self, frame: int) -> None:
        """Draw the tail of a frame."""
        self._stroke(int(self._first[frame]), int(self._last[frame]))

    def draw_head(self, frame: int) -> None:
        """Draw the head of a frame, if it is in view."""
        place = self._heads[frame]
        if np.isfinite(place[0]):
            behind = self.track.hidden[self._last[frame]]
            self.pen.marker(place, self._shape, self.style.color, opacity=_HIDDEN_HEAD if behind else 1.0)

    def _stroke(self, first: int, last: int) -> None:
        color, area, points = self.style.color, self.track.area, self.track.points
        for start, end, hidden in stretches(self.track.hidden[first : last + 1]):
            piece = points[first + start : first + end + 1]
            if hidden:
                self.pen.line(piece, color, self._width, area, opacity=FAINT, cap="butt")
                continue
            self.pen.line(piece, self.pen.page, self._reach, area)
            self.pen.line(points[self._back[first + start] : first + end + 1], color, self._width, area)

    def _backs(self, length: Array) -> Rows:
        """For each row the one from which a stroke beginning there is drawn to cover its joint; never a hidden one."""
        reach = length - (self._reach / 2 + _OVERLAP) * self.point
        back = np.maximum(np.searchsorted(length, reach, side="right") - 1, 0)
        rows = np.arange(len(back))
        shown_since = np.maximum.accumulate(np.where(self.track.hidden, rows + 1, 0))
        return np.minimum(np.maximum(back, shown_since), rows)

    @cached_property
    def _head_boxes(self) -> Array:
        reach = (HEAD * 0.8 + CASING) * self.point + 2
        return self._corners(np.concatenate([self._heads - reach, self._heads + reach], axis=1))

    @cached_property
    def _tail_boxes(self) -> Array:
        return self._boxes(self._first, self._last)

    @cached_property
    def _fresh_boxes(self) -> Array:
        before = np.concatenate([self._last[:1], self._last[:-1]])
        return self._boxes(np.maximum(self._first, np.minimum(before, self._last)), self._last)

    @cached_property
    def _settled_boxes(self) -> Array:
        before = np.concatenate([[0], self._first[:-1]])
        return self._boxes(before, self._last)

    def _boxes(self, first: Rows, last: Rows) -> Array:
        """The boxes round the strokes from some rows to others, (F, 4)."""
        area, margin = self.track.area, self._reach / 2 * self.point + 2
        low, high = np.array([area.left, area.bottom]), np.array([area.right, area.top])
        points = np.clip(self.track.points, low, high)
        spans = np.column_stack([self._back[first], last + 1]).ravel()
        least = np.minimum.reduceat(_padded(points, np.inf), spans)[::2] - margin
        most = np.maximum.reduceat(_padded(points, -np.inf), spans)[::2] + margin
        return self._corners(np.concatenate([least, most], axis=1))

    def _corners(self, sides: Array) -> Array:
        """Left, bottom, right, top as whole pixels left, top, right, bottom that count from the upper left."""
        left, bottom, right, top = sides.T
        height = self.pen.height
        return np.stack([np.floor(left), height - np.ceil(top), np.ceil(right), height - np.floor(bottom)], axis=1)


def tail_starts(tracks: Sequence[Track], steps: Sequence[int], point: float) -> list[Rows]:
    """The row at which the tail of each track begins in each frame.

    Where one tail has grown long, all settle that are not very short: traces that run side by side are then
    stacked in their order, and do not cover each other by turns.
    """
    ends = [track.ends[list(steps)] for track in tracks]
    grown = np.array([lengths(track.points)[end] for track, end in zip(tracks, ends, strict=True)])
    since = np.zeros(len(tracks), dtype=np.intp)  # the frame at which each tail began
    begun = np.zeros(len(tracks), dtype=bool)
    starts = np.zeros(grown.shape, dtype=np.intp)
    everyone = np.arange(len(tracks))
    for frame in range(grown.shape[1]):
        tail = grown[:, frame] - np.where(begun, grown[everyone, since], 0.0)
        if (tail > _TAIL * point).any():
            settling = tail > _SHORTEST * point
            since[settling], begun[settling] = frame, True
        starts[:, frame] = np.where(begun, [end[index] for end, index in zip(ends, since, strict=True)], 0)
    return list(starts)


def lengths(points: Array) -> Array:
    """The length of a trace up to each row, (M,); interruptions have none."""
    with np.errstate(all="ignore"):
        steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), np.minimum(steps, 1e6), 0.0))])


def _padded(points: Array, nothing: float) -> Array:
    """Points with `nothing` in the place of those that are not numbers, and one such row more at the end."""
    known = np.where(np.isfinite(points), points, nothing)
    return np.concatenate([known, [[nothing, nothing]]])


def _box(corners: Array) -> Box | None:
    """The box between four corners, unless there is none."""
    left, top, right, bottom = corners.tolist()
    if not (left < right < np.inf and top < bottom < np.inf and min(left, top) > -np.inf):
        return None
    return Box(int(left), int(top), int(right), int(bottom))
