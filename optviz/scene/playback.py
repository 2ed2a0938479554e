"""The frames of one timeline on a figure, each drawn from the one before where that costs less than from nothing.

Values and iterates may be any numbers, and none: what is not finite is not drawn, without a word from NumPy.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.scene.tails import tails
from optviz.scene.whole import draw_tops, draw_whole, fading

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from optviz.arrays import Pixels
    from optviz.geometry import Box
    from optviz.scene.clouds import Cloud
    from optviz.scene.pixel_figure import PixelFigure
    from optviz.scene.swaths import Swath
    from optviz.scene.tails import Tail
    from optviz.scene.timeline import FrameState
    from optviz.scene.traces import Trace
    from optviz.views import Overlay


class Playback:
    """What a timeline shows on a figure. As long as it draws, nothing else may draw on the figure's canvas.

    Attributes: poses: of the views in each frame.  moves: whether a camera moves, so that every frame is drawn from
        nothing.
    """

    def __init__(self, figure: PixelFigure, timeline: Sequence[FrameState]) -> None:
        self.figure, self.timeline = figure, timeline
        self.poses = [figure.poses(frame.time) for frame in timeline]
        self.moves = len(set(self.poses)) > 1
        self._fading, self._exits = fading(figure), figure.scenario.traces.exits
        self._shown = -1  # the frame on the canvas
        self._covered: list[tuple[Box, Pixels]] = []  # what lies under tails and heads on the canvas
        self._on_top: list[Box] = []  # the boxes of what moves over the traces
        self._under_notes: list[tuple[Box, Pixels]] = []  # what lies under notes, over all of that

    def key(self, index: int) -> tuple[Hashable, ...]:
        """What a frame's picture depends on: frames of equal keys look the same."""
        frame = self.timeline[index]
        overlays = self.figure.overlay_key(frame)
        return (
            frame.step,
            frame.reading,
            self.poses[index],
            overlays,
            self._is_last(index) and self.figure.ends_otherwise,
        )

    def draw(self, index: int, *, afresh: bool = False) -> list[Box] | None:
        """Put a frame on the canvas.

        Args: afresh: whether to draw it from nothing, whatever is on the canvas.
        Returns: the boxes outside of which nothing changed since the last frame drawn; None where all may have.
        """
        with np.errstate(all="ignore"):
            if self.moves:
                self.draw_whole(index)
                return None
            afresh = afresh or not 0 <= self._shown <= index
            if afresh:
                self._begin(index)
            changed = self._draw_further(index)
            return None if afresh else changed

    def draw_whole(self, index: int) -> None:
        """Draw a frame from nothing, each of its traces in one stroke."""
        self._shown = -1
        draw_whole(self.figure, self.timeline[index], last=self._is_last(index))

    def _draw_further(self, index: int) -> list[Box]:
        """Draw what a frame has more than the one on the canvas; returns the boxes that changed."""
        changed = self._uncover_notes()
        if self._shown < 0 or self.timeline[index].time != self.timeline[self._shown].time:
            changed += self._move(index)
        changed += self._cover_with_notes(index)
        changed += self._write(index)
        self._shown = index
        return changed

    def _move(self, index: int) -> list[Box]:
        """Draw a frame at another time than the one on the canvas, but its notes; returns the boxes that changed."""
        changed = self._uncover()
        with self.figure.canvas.together():
            for earlier in range(self._shown + 1, index + 1):
                changed += self._grow(earlier)
                changed += self._settle_dots(earlier)
                changed += _known(tail.settle(earlier) for tail in self._tails)
        return changed + self._cover(index)

    def _is_last(self, index: int) -> bool:
        return index == len(self.timeline) - 1

    def _write(self, index: int) -> list[Box]:
        return self.figure.write(self.timeline[index].reading, last=self._is_last(index))

    # While no camera moves: settled strokes stay, and what lies over them is taken off for the next frame.

    @cached_property
    def _traces(self) -> list[Trace]:
        return self.figure.traces(self.poses[0])

    @cached_property
    def _tails(self) -> list[Tail]:
        return tails(self._traces, [frame.step for frame in self.timeline], self._fading)

    @cached_property
    def _clouds(self) -> Sequence[Cloud]:
        return self.figure.clouds(self.poses[0]) if self._fading != 0 else ()

    @cached_property
    def _swaths(self) -> Sequence[Swath]:
        return self.figure.swaths(self.poses[0])

    def _grow(self, index: int) -> list[Box]:
        """Draw what bands have more in a frame than in the one before; returns the boxes that changed."""
        before = self.timeline[max(index - 1, 0)].step
        return _known([swath.grow(before, self.timeline[index].step) for swath in self._swaths])

    def _settle_dots(self, index: int) -> list[Box]:
        """Draw for good the dots that are new in a frame, unless they fade; returns the boxes that changed."""
        if self._fading is not None:
            return []
        steps = self.timeline[index - 1].step if index else -1, self.timeline[index].step
        for cloud in self._clouds:
            cloud.draw(*steps)
        return _known(cloud.box(*steps) for cloud in self._clouds)

    def _begin(self, index: int) -> None:
        self.figure.draw(self.poses[index])
        self._covered, self._on_top, self._under_notes = [], [], []
        self._shown = -1

    def _cover(self, index: int) -> list[Box]:
        """Draw tails and what moves on top of them over the settled strokes, and keep what they cover.

        Returns: the boxes that changed by it.
        """
        figure, frame = self.figure, self.timeline[index]
        steady = _known(tail.tails[index] for tail in self._tails)
        overlays = figure.overlays(self._traces, frame._replace(notes=()))
        self._on_top = [*_known(tail.heads[index] for tail in self._tails), *self._around(overlays)]
        self._on_top += steady if self._fading is not None else []
        fading = self._clouds if self._fading is not None else ()
        recent = frame.step - (self._fading or 0), frame.step
        self._on_top += _known(cloud.box(*recent) for cloud in fading)
        leaving = self._tails if self._exits else []
        exits = _known(tail.exits[index] for tail in leaving)
        for box in (*steady, *self._on_top, *exits):
            self._covered.append((box, figure.pixels[box.rows_columns].copy()))
        with figure.canvas.together():
            for cloud in fading:
                cloud.draw(*recent)
            for tail in self._tails:
                tail.draw(index)
            draw_tops(figure, self._traces, frame, overlays)
        new = _known(tail.exited[index] for tail in leaving)
        return [*_known(tail.fresh[index] for tail in self._tails), *self._on_top, *new]

    def _cover_with_notes(self, index: int) -> list[Box]:
        """Draw notes over all else, and keep what they cover; returns the boxes that changed."""
        frame, pixels = self.timeline[index], self.figure.pixels
        if not frame.notes:
            return []
        notes = [*self.figure.notes.overlays(frame)]
        around = self._around(notes)
        self._under_notes = [(box, pixels[box.rows_columns].copy()) for box in around]
        with self.figure.canvas.together():
            for note in notes:
                note.draw(self.figure.canvas)
        return around

    def _uncover_notes(self) -> list[Box]:
        """Take notes off the canvas; returns the boxes that changed."""
        for box, under in self._under_notes:
            self.figure.pixels[box.rows_columns] = under
        changed, self._under_notes = [box for box, _ in self._under_notes], []
        return changed

    def _around(self, overlays: Iterable[Overlay]) -> list[Box]:
        """The boxes of overlays: a text stands on whole pixels, up to half a pixel beside its area.

        And antialiasing may touch the next one.
        """
        return _known(overlay.area.box(self.figure.canvas.size, margin=1) for overlay in overlays)

    def _uncover(self) -> list[Box]:
        """Take tails and heads off the canvas; returns where what moves was, for the tails come back as they were."""
        for box, under in self._covered:
            self.figure.pixels[box.rows_columns] = under
        self._covered = []
        return self._on_top


def _known(boxes: Iterable[Box | None]) -> list[Box]:
    """Those of some boxes that hold something."""
    return [box for box in boxes if box]
