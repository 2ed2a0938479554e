"""What notes have to keep clear of in one panel: where heads, marks, labels and traces are at any time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.arrays import Array, np
from optviz.drawing import ensembles
from optviz.geometry import Area
from optviz.scene.head_labels import GAP, SIZE
from optviz.scene.trace_styles import HEAD
from optviz.scene.traces import left_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.ensembles import Asked
    from optviz.scene.timeline import FrameState
    from optviz.trajectory import Trajectory
    from optviz.views import Drawing, Track

_POSES: Final = 6
"""In how many parts the animation is cut, at whose ends labels are looked at while a camera moves."""
_MANY: Final = 40
"""Runs from many starts of which so many ways are kept clear, if that can be."""
_ROWS: Final = 300
"""Places of a way that are looked at while a camera moves."""


class Heads(NamedTuple):
    """The heads in one frame, in pixels; not a number where out of view.

    Args: leading: what stands for each trajectory, (R, 2).  full: all that are drawn like these, (K, 2).
        faint: those of crowds, (K, 2).  named: where names beside them are.
    """

    leading: Array
    full: Array
    faint: Array
    named: Sequence[Area]


class Site:
    """One panel.

    Args: drawing: the view on it.  trajectories: those in it.  frames: the whole animation.
        asked: how ensembles are drawn.  names: what stands beside the heads, if anything does.
        surveys: where texts and marks stand at some poses, as far as that is known.
    """

    def __init__(
        self,
        drawing: Drawing,
        trajectories: Sequence[Trajectory],
        frames: Sequence[FrameState],
        canvas: Canvas,
        asked: Asked,
        names: Sequence[str] = (),
        surveys: dict[Hashable, list[Area]] | None = None,
    ) -> None:
        self.drawing, self.trajectories, self.frames, self.canvas = drawing, trajectories, frames, canvas
        self.names = names
        self._alike = [ensembles.drawn(asked, len(each.starts)) == "all" for each in trajectories]
        self._bold = [
            0 if alike else ensembles.median_run(each) for each, alike in zip(trajectories, self._alike, strict=True)
        ]
        self._surveys = surveys or {}

    @cached_property
    def shows_surface(self) -> bool:
        """Whether points of the surface have a place in it."""
        return self.drawing.place(self.trajectories[0].starts, self._pose(self.frames[0])) is not None

    @cached_property
    def area(self) -> Area:
        """What nothing that moves may leave."""
        return self._first[0][0].area

    def has_head(self, run: int) -> bool:
        """Whether a trajectory has a head in it at any time."""
        return any(np.isfinite(track.heads).any() for track in self._own(run))

    def heads(self, frame: FrameState) -> Heads:
        """The heads in a frame."""
        found = [self._heads(run, frame) for run in range(len(self.trajectories))]
        leading = np.stack([each[self._leader(run)] for run, each in enumerate(found)])
        alike = [len(each) == 1 or self._alike[run] for run, each in enumerate(found)]
        full = [leading, *(each for each, all_ in zip(found, alike, strict=True) if all_)]
        faint = [np.empty((0, 2)), *(each for each, all_ in zip(found, alike, strict=True) if not all_)]
        return Heads(leading, np.concatenate(full), np.concatenate(faint), [*self._labelled(leading)])

    def _labelled(self, heads: Array) -> Iterator[Area]:
        """Where about the names beside heads are, if they are shown."""
        point = self.canvas.point
        for (x, y), name in zip(heads.tolist(), self.names, strict=bool(self.names)):
            if np.isfinite(x):
                width, gap = self.canvas.text_width(name, SIZE, weight="bold"), (GAP + HEAD / 2) * point
                left = x + gap if x + gap + width <= self.area.right else x - gap - width
                yield Area(left, y - SIZE * point, width + 3 * point, 2 * SIZE * point)

    def index(self, run: int | None) -> int:
        """Which of the trajectories here is that of a run of the cell."""
        return next((index for index, each in enumerate(self.trajectories) if each.run == run), 0)

    def target(self, run: int, frame: FrameState) -> Array | None:
        """Where the head that stands for a trajectory is in a frame, or was last seen, (2,)."""
        if not self.moves:
            return last_seen(self._own(run)[self._leader(run)], frame.step)
        way = self._placed(run, slice(self._bold[run], self._bold[run] + 1), slice(0, self._row(run, frame) + 1), frame)
        known = np.flatnonzero(np.isfinite(way[0, :, 0]))
        return np.asarray(way[0, known[-1]]) if known.size else None

    def place(self, point: tuple[float, float], frame: FrameState) -> Array | None:
        """Where a point of the surface is in a frame, (2,); None if it is out of view."""
        found = self.drawing.place(np.array([point]), self._pose(frame))
        return None if found is None or not np.isfinite(found).all() else found[0]

    def ways(self, frame: FrameState) -> Iterator[Array]:
        """The paths up to a frame, (M, 2) each."""
        for run, tracks in enumerate(self._first):
            if self.moves:
                row = self._row(run, frame)
                yield from self._placed(run, slice(0, _MANY), slice(0, row + 1, row // _ROWS + 1), frame)
            else:
                yield from (track.points[: track.ends[frame.step] + 1] for track in tracks[-_MANY:])

    def exits(self, frame: FrameState) -> Array:
        """Where runs have left for good by a frame, (K, 2); only while no camera moves."""
        left = [left_at(track) for run in range(len(self._first)) for track in self._own(run)] if not self.moves else []
        return np.array([each[1] for each in left if each and each[0] <= frame.step]).reshape(-1, 2)

    def labels(self, life: range) -> list[Area]:
        """Where texts and marks are in frames that follow one another, and another picture in this one."""
        last = len(self.frames) - 1
        ends = [round(last * number / _POSES) for number in range(_POSES + 1)] if self.moves else [0, last]
        begin, stop = max(end for end in ends if end <= life[0]), min(end for end in ends if end >= life[-1])
        poses = dict.fromkeys(self._pose(self.frames[end]) for end in ends if begin <= end <= stop)
        holes = [self.drawing.hole] if self.drawing.hole else []
        return [*holes, *(area for pose in poses for area in self._surveyed(pose))]

    def _surveyed(self, pose: Hashable) -> list[Area]:
        if pose not in self._surveys:
            with self.canvas.surveyed() as found:
                self.drawing.draw(pose)
            self._surveys[pose] = found
        return self._surveys[pose]

    def _pose(self, frame: FrameState) -> Hashable:
        return self.drawing.pose(frame.time)

    @cached_property
    def moves(self) -> bool:
        """Whether a camera moves."""
        return len(set(map(self._pose, self.frames))) > 1

    @cached_property
    def _first(self) -> list[list[Track]]:
        """The tracks of each trajectory at the first pose, which is the only one while no camera moves."""
        return self.drawing.tracks(self._pose(self.frames[0]))

    def _own(self, run: int) -> list[Track]:
        return [track for track in self._first[run] if not track.thin]

    def _leader(self, run: int) -> int:
        """Which of a trajectory's heads stands for it."""
        return self._bold[run] if len(self._own(run)) > self._bold[run] else 0

    def _heads(self, run: int, frame: FrameState) -> Array:
        """The heads of a trajectory, (S, 2)."""
        if not self.moves:
            return np.array([track.heads[frame.step] for track in self._own(run)])
        row = self._row(run, frame)
        return self._placed(run, slice(None), slice(row, row + 1), frame)[:, 0]

    def _placed(self, run: int, starts: slice, rows: slice, frame: FrameState) -> Array:
        """Positions of a trajectory in pixels, (S, M, 2)."""
        positions = self.trajectories[run].positions[starts, rows]
        found = self.drawing.place(positions, self._pose(frame))
        return np.full_like(positions, np.nan) if found is None else found

    def _row(self, run: int, frame: FrameState) -> int:
        return frame.step // self.trajectories[run].every


def last_seen(track: Track, step: int) -> Array | None:
    """Where a track's head is at a step; if it is out of view, where it was last seen, (2,)."""
    if np.isfinite(track.heads[step, 0]):
        return np.asarray(track.heads[step])
    known = np.flatnonzero(np.isfinite(track.heads[:step, 0]))
    left = left_at(track)
    if left and left[0] <= step:
        return left[1]
    start = track.points[track.ends[0]]
    if known.size:
        return np.asarray(track.heads[known[-1]])
    return start if track.area.contains(start) else None
