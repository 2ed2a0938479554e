"""Growing traces in a still picture: settled strokes that stay, and a tail that every frame draws anew.

A stroke is antialiased, and blending it twice hardens its edges. So the last points of a trace, its tail, are drawn
anew over a clean canvas in each frame, and only when the tail has grown long it settles for good. Which rows are
tail in which frame, and the boxes they take, follow from the tracks and the steps of the frames alone: they are
worked out for all frames at once. A trace that fades is all tail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import Array, Rows, np
from optviz.geometry import Box
from optviz.scene.strokes import CASING
from optviz.scene.traces import EXIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scene.traces import Trace

_TAIL = 26.0
"""Points of length at which a tail settles."""
_SHORTEST = 8.0
"""Points of length below which a tail does not settle with the others."""


class Tail:
    """The tail of one trace over the frames of an animation, in which its track stays where it is.

    Args: steps: the step each frame shows, never falling.  first: (F, G), the row at which the tail of each track
        begins in each frame.  fading: how many steps stay in sight before they have faded; None if all stay; 0 to
        draw no trace.
    """

    def __init__(self, trace: Trace, steps: Sequence[int], first: Rows, fading: int | None) -> None:
        self.trace, self.steps, self.first, self.fading = trace, steps, first, fading
        self._last = trace.ends[:, list(steps)].T
        self._settles = [False, *(first[1:] != first[:-1]).any(axis=1).tolist()]
        boxes = _Boxes(trace)
        before = np.concatenate([self._last[:1], self._last[:-1]])
        begun = np.concatenate([np.zeros_like(first[:1]), first[:-1]])
        fresh = first if fading is not None else np.maximum(first, np.minimum(before, self._last))
        self.tails = boxes.round(first, self._last)
        """The box the tail takes in each frame, or None."""
        self.fresh = boxes.round(fresh, self._last)
        """The box in which the tail differs from the frame before, or None."""
        self.settled = boxes.round(begun, self._last)
        """The box of what settles in each frame, if anything does."""
        self.heads = boxes.round_heads(steps)
        """The box of the heads in each frame, or None."""
        self.exits = boxes.round_exits([-1] * len(steps), steps)
        """The box of the marks where tracks have left the picture by each frame, or None."""
        self.exited = boxes.round_exits([*steps[:1], *steps[:-1]], steps)
        """The box of those that are new in each frame, or None."""

    def settle(self, frame: int) -> Box | None:
        """Draw for good what stops being tail with a frame; returns the box that changed."""
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
    firsts = _settling(traces, steps) if fading is None else [_fading(trace, steps, fading) for trace in traces]
    return [Tail(trace, steps, first, fading) for trace, first in zip(traces, firsts, strict=True)]


def _settling(traces: Sequence[Trace], steps: Sequence[int]) -> list[Rows]:
    """The rows at which the tails begin in each frame, (F, G) for each trace.

    Where one tail has grown long, all settle that are not very short: traces that run side by side are then
    stacked in their order, and do not cover each other by turns.
    """
    if not traces:
        return []
    ends = np.concatenate([trace.ends[:, list(steps)] for trace in traces])  # (K, F), every track of every trace
    lengths = [length for trace in traces for length in trace.lengths]
    grown = np.array([length[end] for length, end in zip(lengths, ends, strict=True)])
    point = traces[0].canvas.point
    since = np.zeros(len(ends), dtype=np.intp)  # the frame at which each tail began
    begun = np.zeros(len(ends), dtype=bool)
    starts = np.zeros(grown.shape, dtype=np.intp)
    everyone = np.arange(len(ends))
    for frame in range(grown.shape[1]):
        tail = grown[:, frame] - np.where(begun, grown[everyone, since], 0.0)
        if (tail > _TAIL * point).any():
            settling = tail > _SHORTEST * point
            since[settling], begun[settling] = frame, True
        starts[:, frame] = np.where(begun, ends[everyone, since], 0)
    sizes = np.cumsum([len(trace.tracks) for trace in traces])[:-1]
    return [part.T for part in np.split(starts, sizes)]


def _fading(trace: Trace, steps: Sequence[int], length: int) -> Rows:
    """The rows at which a tail of so many steps begins in each frame, (F, G)."""
    return trace.ends[:, np.maximum(np.asarray(steps) - length, 0)].T


class _Boxes:
    """The boxes round parts of a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace, area = trace, trace.tracks[0].area
        self._low, self._high = np.array([area.left, area.bottom]), np.array([area.right, area.top])

    def round(self, first: Rows, last: Rows) -> list[Box | None]:
        """The boxes round the strokes from some rows to others, (F, G) each."""
        margin = self.trace.look.reach / 2 * self.trace.canvas.point + 2
        least = np.full((len(first), 2), np.inf)
        most = -least
        for index, track in enumerate(self.trace.tracks):
            points = np.clip(track.points, self._low, self._high)
            spans = np.column_stack([self.trace.reaching(index, first[:, index]), last[:, index] + 1]).ravel()
            least = np.minimum(least, np.minimum.reduceat(_padded(points, np.inf), spans)[::2])
            most = np.maximum(most, np.maximum.reduceat(_padded(points, -np.inf), spans)[::2])
        return self._corners(least - margin, most + margin)

    def round_heads(self, steps: Sequence[int]) -> list[Box | None]:
        """The boxes round the heads at some steps."""
        if not self.trace.headed:
            return [None] * len(steps)
        reach = (self.trace.look.head * 0.8 + CASING) * self.trace.canvas.point + 2
        heads = self.trace.heads[list(steps)]
        least, most = (np.where(np.isfinite(heads), heads, nothing) for nothing in (np.inf, -np.inf))
        return self._corners(least.min(axis=1) - reach, most.max(axis=1) + reach)

    def round_exits(self, after: Sequence[int], by: Sequence[int]) -> list[Box | None]:
        """The boxes round the marks of tracks that have left after some steps and by others."""
        since = [step for step, _ in self.trace.exits]
        places = np.array([place for _, place in self.trace.exits]).reshape(-1, 2)
        reach = (EXIT / 2 + 2 * CASING) * self.trace.canvas.point + 2
        first, last = (np.searchsorted(since, list(steps), side="right").tolist() for steps in (after, by))
        spans = {(begin, end): places[begin:end] for begin, end in zip(first, last, strict=True) if begin < end}
        boxes = {
            span: self._corners(part.min(axis=0)[None] - reach, part.max(axis=0)[None] + reach)[0]
            for span, part in spans.items()
        }
        return [boxes.get(span) for span in zip(first, last, strict=True)]

    def _corners(self, low: Array, high: Array) -> list[Box | None]:
        """The boxes on the canvas between lower left and upper right corners (F, 2) each; they count from the top."""
        width, height = self.trace.canvas.size
        left, right = np.clip(np.floor(low[:, 0]), 0, width), np.clip(np.ceil(high[:, 0]), 0, width)
        top, bottom = np.clip(height - np.ceil(high[:, 1]), 0, height), np.clip(height - np.floor(low[:, 1]), 0, height)
        sides = np.stack([left, top, right, bottom], axis=1).astype(int).tolist()
        return [Box(*each) if each[0] < each[2] and each[1] < each[3] else None for each in sides]


def _padded(points: Array, nothing: float) -> Array:
    """Points with `nothing` in the place of those that are not numbers, and one such row more at the end."""
    known = np.where(np.isfinite(points), points, nothing)
    return np.concatenate([known, [[nothing, nothing]]])
