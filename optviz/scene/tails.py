"""Growing traces in a still picture: settled strokes that stay, and a tail that every frame draws again.

A stroke is antialiased, and drawing its edges twice makes them harder. So the newest part of a trace, its tail, is
drawn again over a clean canvas in each frame, and only when the tail has grown long it settles: it is drawn for good.
Which rows are tail in which frame, and the boxes they take, follow from the tracks and the steps of the frames alone:
they are worked out for all frames at once. A trace that fades is all tail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import Array, Rows, np
from optviz.geometry import boxes
from optviz.scene.trace_styles import CASING
from optviz.scene.traces import EXIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.geometry import Box
    from optviz.scene.traces import Trace

_TAIL = 26.0
"""Points of length at which a tail settles."""
_SHORTEST = 8.0
"""Points of length below which a tail does not settle with the others."""
_ANTIALIASING = 2
"""Pixels that a smoothed edge may touch beyond where it is, with one to spare, whatever the resolution."""
_MARKER = 0.8
"""The largest distance from a marker's middle to its outline, in shares of its size: to the corners of an x."""


class Tail:
    """The tail of one trace over the frames of an animation in which no camera moves.

    Args: steps: the step each frame shows, never falling.  first: (F, G), the row at which the tail of each track
        begins in each frame.  fading: how many steps a trace takes to fade; None if it does not; 0 to draw no
        trace.
    """

    def __init__(self, trace: Trace, steps: Sequence[int], first: Rows, fading: int | None) -> None:
        self.trace, self.steps, self.first, self.fading = trace, steps, first, fading
        self._last = trace.ends[:, list(steps)].T
        self._settles = [False, *(first[1:] != first[:-1]).any(axis=1).tolist()]
        found = _Boxes(trace)
        before = np.concatenate([self._last[:1], self._last[:-1]])
        begun = np.concatenate([np.zeros_like(first[:1]), first[:-1]])
        # Before the row where the last tail ended, a tail that does not fade is drawn as it was: it differs after it.
        fresh = first if fading is not None else np.maximum(first, np.minimum(before, self._last))
        self.tails = found.round(first, self._last)
        """The box the tail takes in each frame, or None."""
        self.fresh = found.round(fresh, self._last)
        """The box in which the tail differs from the frame before, or None."""
        self.settled = found.round(begun, self._last)
        """The box of what settles in each frame, if anything does."""
        self.heads = found.round_heads(steps)
        """The box of the heads in each frame, or None."""
        self.exits = found.round_exits([-1] * len(steps), steps)
        """The box of the marks where tracks have left the picture by each frame, or None."""
        self.exited = found.round_exits([*steps[:1], *steps[:-1]], steps)
        """The box of those that are new in each frame, or None."""

    def settle(self, frame: int) -> Box | None:
        """Draw for good what is no longer tail in a frame; returns the box that changed."""
        if self.fading is not None or not self._settles[frame]:
            return None
        self.trace.stroke(self.first[frame - 1], self.first[frame])
        return self.settled[frame]

    def draw(self, frame: int) -> None:
        """Draw the tail of a frame."""
        if self.fading is None:
            self.trace.stroke(self.first[frame], self._last[frame])
        elif self.fading:
            self.trace.fade(self.steps[frame], self.fading)


def tails(traces: Sequence[Trace], steps: Sequence[int], fading: int | None) -> list[Tail]:
    """The tail of each trace, over the steps of the frames."""
    firsts = settling(traces, steps) if fading is None else [_fading(trace, steps, fading) for trace in traces]
    return [Tail(trace, steps, first, fading) for trace, first in zip(traces, firsts, strict=True)]


def settling(traces: Sequence[Trace], steps: Sequence[int]) -> list[Rows]:
    """The rows at which the tails begin in each frame, (F, G) for each trace.

    When one tail has grown long, all settle that are not very short: so traces that run side by side lie on each other
    in one order, and do not change it every few frames. What lies aloft never settles: it would be beneath the others.
    """
    if not traces:
        return []
    ends = np.concatenate([trace.ends[:, list(steps)] for trace in traces])  # (K, F), every track of every trace
    lengths = [length for trace in traces for length in trace.lengths]
    grown = np.array([length[end] for length, end in zip(lengths, ends, strict=True)])
    point = traces[0].canvas.point
    settled = np.repeat([not trace.trace_style.aloft for trace in traces], [len(trace.tracks) for trace in traces])
    since = np.zeros(len(ends), dtype=np.intp)  # the frame at which each tail began
    begun = np.zeros(len(ends), dtype=bool)
    starts = np.zeros(grown.shape, dtype=np.intp)
    everyone = np.arange(len(ends))
    for frame in range(grown.shape[1]):
        tail = np.where(settled, grown[:, frame] - np.where(begun, grown[everyone, since], 0.0), 0.0)
        if (tail > _TAIL * point).any():
            settling = tail > _SHORTEST * point
            since[settling], begun[settling] = frame, True
        starts[:, frame] = np.where(begun, ends[everyone, since], 0)
    sizes = np.cumsum([len(trace.tracks) for trace in traces])[:-1]
    return [part.T for part in np.split(starts, sizes)]


def _fading(trace: Trace, steps: Sequence[int], length: int) -> Rows:
    """The rows at which a tail of `length` steps begins in each frame, (F, G)."""
    return trace.ends[:, np.maximum(np.asarray(steps) - length, 0)].T


class _Boxes:
    """The boxes round parts of a trace, for all frames at once.

    A box must hold every pixel that a part may change. In one coordinate, let p be one that a stroke of width w
    changes, and q the nearest place on its polyline. Then |p - q| <= w / 2, and p is within the track's area, to which
    the stroke is clipped. Let c(q) be q clipped to the area: clipping brings no two numbers further apart, and
    c(p) = p, so |p - c(q)| <= w / 2. It keeps their order, so c(q) lies between the clipped ends of the segment of q.
    Hence p lies in the rectangle round all clipped points, grown by w / 2, and by a little for antialiasing.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace, area = trace, trace.tracks[0].area
        self._low, self._high = np.array([area.left, area.bottom]), np.array([area.right, area.top])

    def round(self, first: Rows, last: Rows) -> list[Box | None]:
        """The boxes round the strokes from some rows to others, (F, G) each.

        All frames are reduced in one pass: np.minimum.reduceat(points, [a0, b0, a1, b1, ...]) is the minima of
        points[a0:b0], points[b0:a1], points[a1:b1], ..., of which every other one is wanted. An end b is one row
        after the last, which reduceat refuses at the end of the points; hence one more row, which changes no minimum.
        """
        margin = self.trace.trace_style.reach / 2 * self.trace.canvas.point + _ANTIALIASING
        least = np.full((len(first), 2), np.inf)
        most = -least
        for index, track in enumerate(self.trace.tracks):
            points = np.clip(track.points, self._low, self._high)
            spans = np.column_stack([self.trace.joints(index, first[:, index]), last[:, index] + 1]).ravel()
            least = np.minimum(least, np.minimum.reduceat(_padded(points, np.inf), spans)[::2])
            most = np.maximum(most, np.maximum.reduceat(_padded(points, -np.inf), spans)[::2])
        return boxes(least - margin, most + margin, self.trace.canvas.size)

    def round_heads(self, steps: Sequence[int]) -> list[Box | None]:
        """The boxes round the heads at some steps."""
        if not self.trace.headed:
            return [None] * len(steps)
        reach = (self.trace.trace_style.head * _MARKER + CASING) * self.trace.canvas.point + _ANTIALIASING
        heads = self.trace.heads[list(steps)]
        least, most = (np.where(np.isfinite(heads), heads, nothing) for nothing in (np.inf, -np.inf))
        return boxes(least.min(axis=1) - reach, most.max(axis=1) + reach, self.trace.canvas.size)

    def round_exits(self, after: Sequence[int], by: Sequence[int]) -> list[Box | None]:
        """The boxes round the marks of tracks that have left after some steps and by others."""
        since = [step for step, _ in self.trace.exits]
        places = np.array([place for _, place in self.trace.exits]).reshape(-1, 2)
        reach = (EXIT / 2 + 2 * CASING) * self.trace.canvas.point + _ANTIALIASING
        first, last = (np.searchsorted(since, list(steps), side="right").tolist() for steps in (after, by))
        spans = {(begin, end): places[begin:end] for begin, end in zip(first, last, strict=True) if begin < end}
        lowest = np.array([part.min(axis=0) for part in spans.values()]).reshape(-1, 2)
        highest = np.array([part.max(axis=0) for part in spans.values()]).reshape(-1, 2)
        found = dict(zip(spans, boxes(lowest - reach, highest + reach, self.trace.canvas.size), strict=True))
        return [found.get(span) for span in zip(first, last, strict=True)]


def _padded(points: Array, nothing: float) -> Array:
    """Points with `nothing`, which changes no extreme, instead of those that are not numbers, and in one more row."""
    known = np.where(np.isfinite(points), points, nothing)
    return np.concatenate([known, [[nothing, nothing]]])
