"""Trajectories and views become one figure, and the figure a stream of frames.

What stands still is drawn once. A frame adds to it the strokes of its new steps, moves the heads, and rewrites the
numbers that changed; it says which boxes of the picture that touched. While a camera moves, every frame is drawn
anew. Either way the picture of frame i depends on i alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.errors import ParameterError
from optviz.geometry import Box
from optviz.scene.stage import Stage
from optviz.scene.tails import tails
from optviz.scene.timeline import Moment, still, timeline

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from optviz.arrays import Pixels
    from optviz.geometry import Area
    from optviz.scenario import Scenario
    from optviz.scene.tails import Tail
    from optviz.scene.traces import Trace
    from optviz.trajectory import Trajectory
    from optviz.views import Overlay


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of the animation.

    Args: pixels: (H, W, 4), a view of the canvas that the next frame overwrites.  changed: the boxes outside of
        which nothing changed since the frame before, or None where everything may have.  duration: seconds.
        progress: the share of the animation's frames that are done with it, 0 to 1.
    """

    pixels: Pixels
    changed: Sequence[Box] | None
    duration: Fraction
    progress: float


_SAMPLED = (0.1, 0.35, 0.55, 0.75, 1.0)
"""Where in the motion the frames stand that a palette is chosen for."""


@dataclass(frozen=True)
class Cut:
    """A frame that is drawn, and the time until the next one.

    Args: index: of the frame.  duration: seconds.  progress: the share of all frames that are done with it, 0 to 1.
    """

    index: int
    duration: Fraction
    progress: float


class Scene:
    """The figure of one scenario.

    Args: trajectories: one for each of the scenario's runs, in their order.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        output, traces = scenario.output, scenario.traces
        self._made_of = scenario, trajectories
        self.stage = Stage(scenario, trajectories)
        self._ranked = output.legend == "ranked"
        self._fading = {"full": None, "tail": traces.tail, "heads": 0}[traces.show]
        self._exits = traces.exits
        self._set(timeline(scenario.steps, output.fps, output.duration, output.hold))
        self.stage.moving = frozenset(
            index for index, poses in enumerate(zip(*self._poses, strict=True)) if len(set(poses)) > 1
        )
        self._shown = -1  # the frame on the canvas
        self._traces: list[Trace] = []
        self._lifted: list[tuple[Box, Pixels]] = []  # what stood under the tails and heads on the canvas
        self._raised: list[Box] = []  # the boxes of what moves on top of them

    def __reduce__(self) -> tuple[type[Scene], tuple[Scenario, Sequence[Trajectory]]]:
        """To another process goes what a scene is made of."""
        return Scene, self._made_of

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """The colours that must reach a file exactly."""
        return self.stage.colors

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a frame's picture, (H, W, 4)."""
        return self.stage.pixels.shape

    def timed_frames(self) -> list[Cut]:
        """The frames that are drawn."""
        return self.cuts()

    def cuts(self) -> list[Cut]:
        """What is drawn in order; a frame that looks like the one before is left out, its time added to that one."""
        firsts = [0, *(i for i in range(1, len(self.moments)) if self._look(i) != self._look(i - 1))]
        return [
            Cut(
                first,
                sum((moment.duration for moment in self.moments[first:following]), Fraction(0)),
                following / len(self.moments),
            )
            for first, following in zip(firsts, [*firsts[1:], len(self.moments)], strict=True)
        ]

    def frames(self) -> Iterator[Frame]:
        """Every cut's frame in order."""
        self._shown = -1
        for cut in self.cuts():
            changed = self._show(cut.index)
            yield Frame(self.stage.pixels, changed, cut.duration, cut.progress)

    def at(self, index: int) -> Pixels:
        """One frame's picture, (H, W, 4), a view of the canvas; those after the last one asked for cost less."""
        self._show(index)
        return self.stage.pixels

    def frame(self, index: int) -> Pixels:
        """A copy of one frame's picture, (H, W, 4); a negative index counts from the end."""
        self._shown = -1
        return self.at(index % len(self.moments)).copy()

    def sample(self) -> Pixels:
        """What has all the colours: about the last frame, (H, W, 4), or, where a camera moves, some, (k, H, W, 4)."""
        last = len(self.moments) - 1
        if self.moves:
            return np.stack([self.frame(round(last * share)) for share in _SAMPLED])
        self._begin(last)
        self._draw_traces(self.moments[last])
        self._write(last)
        return self.stage.pixels.copy()

    def picture(self, step: int) -> Pixels:
        """A picture of one step, whether or not a frame shows it, (H, W, 4); -1 is the last step."""
        last = self.moments[-1].step
        if not -last - 1 <= step <= last:
            raise ParameterError("still", f"must be a step from 0 to {last}, not {step}")
        shown, kept = step % (last + 1), self.moments
        before = [moment for moment in kept if moment.step < shown]
        self._set([*before, still(shown, last, kept[-1].duration)] if shown < last else kept)
        pixels = self.frame(-1)
        self._set(kept)
        return pixels

    def _set(self, moments: list[Moment]) -> None:
        self.moments = moments
        self._tails: list[Tail] = []
        self._poses = [self.stage.poses(moment.when) for moment in moments]
        self.moves = len(set(self._poses)) > 1
        """Whether a camera moves, so that every frame is drawn anew."""

    def _look(self, index: int) -> tuple[Hashable, ...]:
        """What a frame's picture depends on."""
        moment = self.moments[index]
        beat = self.stage.beat(moment.when)
        return moment.step, moment.reading, self._poses[index], beat, self._is_ranked(index)

    def _is_ranked(self, index: int) -> bool:
        """Whether the legend stands in the order of the values: in the last frame, if the scenario wants it."""
        return self._ranked and index == len(self.moments) - 1

    def _show(self, index: int) -> list[Box] | None:
        """Put a frame on the canvas; returns the boxes that changed, or None after a fresh start."""
        if self.moves:
            self._draw_anew(index)
            return None
        fresh = not 0 <= self._shown <= index
        if fresh:
            self._begin(index)
        changed = self._lift()
        with self.stage.canvas.together():
            for earlier in range(self._shown + 1, index + 1):
                changed += _known(tail.settle(earlier) for tail in self._tails)
        changed += self._place(index)
        changed += self._write(index)
        self._shown = index
        return None if fresh else changed

    def _write(self, index: int) -> list[Box]:
        return self.stage.write(self.moments[index].reading, ranked=self._is_ranked(index))

    def _draw_anew(self, index: int) -> None:
        """Draw a frame from nothing."""
        moment = self.moments[index]
        self.stage.set(self._poses[index])
        self._traces = self.stage.traces()
        self._draw_traces(moment)
        self._write(index)

    def _draw_traces(self, moment: Moment) -> None:
        """Draw all of the traces, and what lies over them."""
        with self.stage.canvas.together():
            for trace in self._traces:
                if self._fading is None:
                    trace.draw(moment.step)
                elif self._fading:
                    trace.fade(moment.step, self._fading)
            self._draw_tops(moment, self.stage.overlays(self._traces, moment.when))

    def _begin(self, index: int) -> None:
        self.stage.set(self._poses[index])
        if not self._tails:  # as long as nothing moves, they are the same whenever a frame is begun anew
            self._traces = self.stage.traces()
            self._tails = tails(self._traces, [moment.step for moment in self.moments], self._fading)
        self._lifted, self._raised = [], []
        self._shown = -1

    def _place(self, index: int) -> list[Box]:
        """Draw tails and what moves on top of them over the settled strokes, keeping what they cover."""
        moment, steady = self.moments[index], _known(tail.tails[index] for tail in self._tails)
        overlays = self.stage.overlays(self._traces, moment.when)
        self._raised = _known(tail.heads[index] for tail in self._tails)
        self._raised += _known(self._box(overlay.area) for overlay in overlays)
        self._raised += steady if self._fading is not None else []
        leaving = self._tails if self._exits else []
        exits = _known(tail.exits[index] for tail in leaving)
        for box in (*steady, *self._raised, *exits):
            self._lifted.append((box, self.stage.pixels[box.rows_columns].copy()))
        with self.stage.canvas.together():
            for tail in self._tails:
                tail.draw(index)
            self._draw_tops(moment, overlays)
        new = _known(tail.exited[index] for tail in leaving)
        return [*_known(tail.fresh[index] for tail in self._tails), *self._raised, *new]

    def _draw_tops(self, moment: Moment, overlays: Sequence[Overlay]) -> None:
        """Draw what lies over the traces: marks of exits, heads, and overlays."""
        for trace in self._traces if self._exits else ():
            trace.draw_exits(moment.step)
        for trace in self._traces:
            if trace.headed:
                trace.draw_heads(moment.step)
        for overlay in overlays:
            overlay.draw(self.stage.canvas)

    def _lift(self) -> list[Box]:
        """Take tails and heads off the canvas; returns where the heads were, for the tails come back as they are."""
        for box, under in self._lifted:
            self.stage.pixels[box.rows_columns] = under
        self._lifted = []
        return self._raised

    def _box(self, area: Area) -> Box | None:
        """The pixels an area touches."""
        height, width = self.stage.pixels.shape[:2]
        left, right = max(int(area.left) - 1, 0), min(int(area.right) + 2, width)
        top, bottom = max(height - int(area.top) - 2, 0), min(height - int(area.bottom) + 1, height)
        return Box(left, top, right, bottom) if left < right and top < bottom else None


def _known(boxes: Iterable[Box | None]) -> list[Box]:
    """Those of some boxes that there are."""
    return [box for box in boxes if box]
