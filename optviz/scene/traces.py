"""Traces on the canvas: the tracks of one run in one panel, drawn as one.

Strokes of several starts are one stroke to the canvas, so that a run from a hundred starts costs little more than one
from a single start.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from optviz.arrays import Array, Mask, Rows, np
from optviz.drawing.markers import marker_shape
from optviz.drawing.outlines import joined
from optviz.scene.trace_styles import CASING, DASHES, FAINT, HIDDEN_HEAD, TraceStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.outlines import Cap, Dash, Outline
    from optviz.scene.run_styles import RunStyle
    from optviz.views import Track

    _Piece: TypeAlias = tuple[int, int, int]
    """A track, and its rows from one to another."""

_OVERLAP = 0.5
"""Points beyond half its casing that a stroke reaches back over earlier ones, which its casing would else cut."""
_FADES = 8
"""Stretches of falling opacity that a fading tail consists of."""
_FEW_ROWS = 32
"""A stroke of fewer rows is drawn with all of them."""
_RESOLUTION = 0.25
"""Pixels of a path in which one row is enough: runs that hardly move any more have thousands there."""
EXIT = 5.5
"""Points across the mark where a run has left the picture."""
EXIT_LINE = 1.5
"""Points: the width of its line."""


class Trace:
    """Tracks that are drawn together, in one style.

    Args: tracks: of one run, alike in all but their paths.  run_style: for the colour and the marker.  trace_style: for
        widths and opacities.  page: the colour of the casing.
    """

    def __init__(
        self, tracks: Sequence[Track], run_style: RunStyle, trace_style: TraceStyle, canvas: Canvas, page: str
    ) -> None:
        self.tracks, self.canvas, self.page = tracks, canvas, page
        self.run_style, self.trace_style = run_style, trace_style
        self.ends = np.stack([track.ends for track in tracks])
        """The row of each track at each step, (G, N+1)."""
        self.heads = np.stack([track.heads for track in tracks], axis=1)
        """The head of each track at each step, (N+1, G, 2)."""
        self.headed = bool(trace_style.head) and (tracks[0].over or not tracks[0].thin)
        self._ever_hidden = [bool(track.hidden.any()) for track in tracks]
        self._seen = (-1, np.empty((0, 2)))

    def draw(self, step: int) -> None:
        """Draw the whole path up to a step."""
        last = self.ends[:, step]
        self.stroke(np.zeros_like(last), last)

    def stroke(self, first: Rows, last: Rows, opacity: float = 1.0, *, settled: bool = True) -> None:
        """Draw every track from its row in `first` to its row in `last`, (G,) each.

        Args: settled: whether all before `first` is drawn already, so that the stroke has to cover the joint.
        """
        shown: list[_Piece] = []
        behind: list[_Piece] = []
        for index, (start, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if not self._ever_hidden[index]:
                shown += [(index, start, end)] if end > start else []
                continue
            for begin, stop, hidden in stretches(self.tracks[index].hidden[start : end + 1]):
                (behind if hidden else shown).append((index, start + begin, start + stop))
        self._stroke_hidden(behind, opacity * self.trace_style.opacity)
        self._stroke_shown(shown, opacity, settled=settled)

    def fade(self, step: int, length: int) -> None:
        """Draw the path of the last `length` steps, fading from the newest to the oldest."""
        edges = fade_edges(step, length)
        for place, (before, after) in enumerate(pairwise(edges), start=1):
            self.stroke(self.ends[:, before], self.ends[:, after], place / (len(edges) - 1), settled=False)

    def draw_hidden_heads(self, step: int) -> None:
        """Draw the heads at a step that the surface hides."""
        if any(self._ever_hidden) and self.trace_style.hidden_style != "none":
            places, color = self.heads[step], self.run_style.color
            far = places[np.isfinite(places[:, 0]) & self._behind[step]]
            opacity = HIDDEN_HEAD * self.trace_style.head_opacity
            for places in self._together(far):
                self.canvas.marker(places, self.cased, color, edge=color, width=0, opacity=opacity)

    def draw_head_casings(self, step: int) -> None:
        """Draw what sets the heads at a step off from what lies beneath, for all traces before any head."""
        if self.trace_style.apart:
            return
        self.canvas.marker(self._seen_heads(step), self._casing, self.page, edge=self.page, width=0)

    def draw_heads(self, step: int) -> None:
        """Draw the heads at a step that are seen."""
        color = self.run_style.color
        for places in self._together(self._seen_heads(step)):
            opacity = self.trace_style.head_opacity
            self.canvas.marker(places, self.outline, color, edge=color, width=0, opacity=opacity)

    def _together(self, places: Array) -> Iterable[Array]:
        """Places (K, 2) in the parts in which they are drawn."""
        return places[:, None] if self.trace_style.apart else (places,)

    def _seen_heads(self, step: int) -> Array:
        """The heads in view at a step that the surface does not hide, (K, 2); kept for the last step."""
        if self._seen[0] != step:
            places = self.heads[step]
            self._seen = step, places[np.isfinite(places[:, 0]) & ~self._behind[step]]
        return self._seen[1]

    def draw_exit_casings(self, step: int) -> None:
        """Draw what sets the marks of exits off from what lies beneath, for all traces before any mark."""
        self._draw_exits(step, self.page, EXIT_LINE + 2 * CASING)

    def draw_exits(self, step: int) -> None:
        """Draw a mark where a track has left the picture for good by a step."""
        self._draw_exits(step, self.run_style.color, EXIT_LINE)

    def _draw_exits(self, step: int, color: str, width: float) -> None:
        gone = [place for since, place in self.exits if since <= step]
        if not gone or self.trace_style.apart:  # a crowd's marks would cover what is left of it
            return
        self.canvas.marker(np.array(gone), self.cross, None, edge=color, width=self.trace_style.crowding * width)

    @cached_property
    def _behind(self) -> Mask:
        """Whether the surface hides the head of each track at each step, (N+1, G)."""
        return np.stack([track.hidden[track.ends] for track in self.tracks], axis=1)

    @cached_property
    def exits(self) -> list[tuple[int, Array]]:
        """Since which step each track that leaves for good is gone, and where it was last seen, (2,)."""
        found = [left_at(track) for track in self.tracks] if self.headed else []
        return sorted((each for each in found if each), key=lambda each: each[0])

    @cached_property
    def lengths(self) -> list[Array]:
        """The length of each track up to each of its rows, (M,), in pixels."""
        return [lengths(track.points) for track in self.tracks]

    def joints(self, index: int, rows: Rows) -> Rows:
        """The rows of a track from which strokes that begin at some rows are drawn, to cover their joints."""
        return self._joints[index][rows]

    @cached_property
    def _joints(self) -> list[Rows]:
        reach = (self.trace_style.reach / 2 + _OVERLAP) * self.canvas.point
        return [_joints(track, length, reach) for track, length in zip(self.tracks, self.lengths, strict=True)]

    @cached_property
    def cased(self) -> Outline:
        """The outline in the middle of a casing."""
        return self._head(0.0)

    @cached_property
    def _casing(self) -> Outline:
        """The outline of a head with its casing."""
        return self._head(self.trace_style.head_casing / 2)

    @cached_property
    def outline(self) -> Outline:
        """The outline of a head within its casing."""
        return self._head(-self.trace_style.head_casing / 2)

    def _head(self, further: float) -> Outline:
        """An outline so many points out from the middle of a casing; the frames of a moving camera share it."""
        style, point = self.trace_style, self.canvas.point
        return marker_shape(self.run_style.marker, (style.head + style.head_casing) * point, further * point)

    @cached_property
    def cross(self) -> Outline:
        """The mark of an exit."""
        return marker_shape("x", self.trace_style.crowding * EXIT * self.canvas.point)

    def _stroke_shown(self, pieces: Sequence[_Piece], opacity: float, *, settled: bool) -> None:
        if not pieces:
            return
        area, solid = self.tracks[0].area, opacity == 1 and self.trace_style.opacity == 1
        cap: Cap = "round" if solid else "butt"
        opacity *= self.trace_style.opacity
        if self.trace_style.casing:
            casing = [self._rows(*piece) for piece in pieces]
            self.canvas.line(joined(casing), self.page, self.trace_style.reach, area=area, opacity=opacity, cap=cap)
        reaching = [
            (index, int(self._joints[index][start]) if solid and settled and start else start, end)
            for index, start, end in pieces
        ]
        if self.dash:
            self._stroke_dashed(reaching, self.dash, opacity)
            return
        rows = [self._rows(*piece) for piece in reaching]
        color, width = self.run_style.color, self.trace_style.width
        for line in rows if self.trace_style.apart else (joined(rows),):
            self.canvas.line(line, color, width, area=area, opacity=opacity, cap=cap)

    def _stroke_hidden(self, pieces: Sequence[_Piece], opacity: float) -> None:
        if self.trace_style.hidden_style == "dashed":
            self._stroke_dashed(pieces, DASHES, opacity)
        elif self.trace_style.hidden_style == "faint" and self.dash:
            self._stroke_dashed(pieces, self.dash, opacity * FAINT)
        elif self.trace_style.hidden_style == "faint":
            for index, start, end in pieces:
                rows, area = self.tracks[index].points[start : end + 1], self.tracks[index].area
                width, faint = self.trace_style.width, opacity * FAINT
                self.canvas.line(rows, self.run_style.color, width, area=area, opacity=faint, cap="butt")

    def _stroke_dashed(self, pieces: Sequence[_Piece], dash: Dash, opacity: float) -> None:
        """Draw pieces each by itself, with dashes that go on where those of the rows before ended."""
        for index, start, end in pieces:
            track = self.tracks[index]
            for first, last in _unbroken(track.points[start : end + 1]):
                self.canvas.line(
                    track.points[start + first : start + last + 1],
                    self.run_style.color,
                    self.trace_style.width,
                    area=track.area,
                    opacity=opacity,
                    cap="butt",
                    dash=dash,
                    begun=float(self.lengths[index][start + first]) / self.canvas.point,
                )

    @cached_property
    def dash(self) -> Dash | None:
        """The run's dashes in points; None where its line is solid."""
        ink, gap = self.run_style.dash or (0.0, 0.0)
        return (ink * self.trace_style.width, gap * self.trace_style.width) if ink else None

    def _rows(self, index: int, start: int, end: int) -> Array:
        """A track's points from a row to another, without those that change no pixel."""
        points = self.tracks[index].points
        if end - start < _FEW_ROWS:
            return points[start : end + 1]
        needed = self._needed[index]
        between = needed[np.searchsorted(needed, start, side="right") : np.searchsorted(needed, end)]
        rows = np.concatenate([[start], between, [end]])
        return np.asarray(points[rows])

    @cached_property
    def _needed(self) -> list[Rows]:
        """The rows of each track that lead on by a part of a pixel, and the interruptions with their neighbours."""
        return [_needed(track.points, length) for track, length in zip(self.tracks, self.lengths, strict=True)]


def fade_edges(step: int, length: int) -> list[int]:
    """The steps between which a path of the last `length` steps has one opacity each, rising towards the newest."""
    edges: list[int] = np.unique(np.linspace(max(0, step - length), step, _FADES + 1).astype(int)).tolist()
    return edges


def _unbroken(points: Array) -> Iterator[tuple[int, int]]:
    """The first and the last row of every part of a path that no interruption cuts."""
    known = np.concatenate([[False], np.isfinite(points).all(axis=1), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1]).tolist()
    yield from ((first, stop - 1) for first, stop in zip(edges[::2], edges[1::2], strict=True))


def _needed(points: Array, length: Array) -> Rows:
    """The rows at which the length of a path enters another part of a pixel, and those beside an interruption."""
    broken = np.asarray(~np.isfinite(points).all(axis=1))
    beside = broken | np.append(broken[1:], [False]) | np.append([False], broken[:-1])
    return np.flatnonzero(beside | np.append([True], np.diff(length // _RESOLUTION) > 0))


def lengths(points: Array) -> Array:
    """The length of a trace up to each row, (M,); interruptions have none."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), np.minimum(steps, 1e6), 0.0))])


def stretches(hidden: Mask) -> list[tuple[int, int, bool]]:
    """The stretches of equal visibility along a track's rows, as (first row, last row, hidden).

    A segment is hidden if either of its ends is, so that a visible stretch never shows through.
    """
    if len(hidden) < 2:  # noqa: PLR2004  (a segment has two ends)
        return []
    segments = hidden[1:] | hidden[:-1]
    changes = np.flatnonzero(segments[1:] != segments[:-1]) + 1
    edges = [0, *changes.tolist(), len(segments)]
    return [(first, last, bool(segments[first])) for first, last in pairwise(edges)]


def left_at(track: Track) -> tuple[int, Array] | None:
    """The step since which a track is out of view for good, and the place where it was last seen."""
    if not track.leaves:
        return None
    seen = np.isfinite(track.heads[:, 0])
    seen[0] |= track.area.contains(track.points[track.ends[0]])  # a start has no head where a mark stands
    last = len(seen) - 1 - int(seen[::-1].argmax())
    if not seen[last] or last == len(seen) - 1:
        return None
    rows = track.points[track.ends[last] : track.ends[last + 1] + 1]
    rows = rows[np.isfinite(rows).all(axis=1)]
    return last + 1, _edge_of(track, rows)


def _edge_of(track: Track, rows: Array) -> Array:
    """Where a path that begins inside a track's area leaves it, or where it ends inside."""
    area, begin, end = track.area, rows[0], rows[-1]
    low, high = np.array([area.left, area.bottom]), np.array([area.right, area.top])
    step = end - begin
    shares = np.where(step > 0, (high - begin) / step, (low - begin) / step)
    share = float(np.min(np.where(step == 0, 1.0, shares), initial=1.0))
    return np.asarray(begin + max(share, 0.0) * step)


def _joints(track: Track, length: Array, reach: float) -> Rows:
    """For each row the one from which a stroke beginning there is drawn to cover its joint; never a hidden one."""
    back = np.maximum(np.searchsorted(length, length - reach, side="right") - 1, 0)
    rows = np.arange(len(back))
    shown_since = np.maximum.accumulate(np.where(track.hidden, rows + 1, 0))
    return np.minimum(np.maximum(back, shown_since), rows)
