"""Trajectories and views become one figure, and the figure a stream of frames.

What stands still is drawn once. A frame adds to it the strokes of its new steps, moves the heads, and rewrites the
numbers that changed; it says which boxes of the picture that touched. While a camera moves, every frame is drawn
anew. Either way the picture of frame i depends on i alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.encoders import Box
from optviz.errors import ParameterError
from optviz.scene.stage import Stage
from optviz.scene.timeline import Moment, timeline

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from optviz.arrays import Pixels
    from optviz.scenario import Scenario
    from optviz.scene.traces import Trace
    from optviz.trajectory import Trajectory


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


class Scene:
    """The figure of one scenario.

    Args: trajectories: one for each of the scenario's runs, in their order.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        output = scenario.output
        self.stage = Stage(scenario, trajectories)
        self._ranked = output.legend == "ranked"
        self._set(timeline(scenario.steps, output.fps, output.duration, output.hold))
        self._shown = -1  # the frame on the canvas
        self._traces: list[Trace] = []
        self._lifted: list[tuple[Box, Pixels]] = []  # what stood under the tails and heads on the canvas
        self._heads: list[Box] = []

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """The colours that must reach a file exactly."""
        return self.stage.colors

    def frames(self) -> Iterator[Frame]:
        """Every frame in order; one that looks like the frame before is left out, its time added to that one."""
        firsts = [0, *(i for i in range(1, len(self.moments)) if self._look(i) != self._look(i - 1))]
        self._shown = -1
        for first, following in zip(firsts, [*firsts[1:], len(self.moments)], strict=True):
            changed = self._show(first)
            duration = sum((moment.duration for moment in self.moments[first:following]), Fraction(0))
            yield Frame(self.stage.pixels, changed, duration, following / len(self.moments))

    def frame(self, index: int) -> Pixels:
        """A copy of one frame's picture, (H, W, 4); a negative index counts from the end."""
        self._shown = -1
        self._show(index % len(self.moments))
        return self.stage.pixels.copy()

    def picture(self, step: int) -> Pixels:
        """A picture of one step, whether or not a frame shows it, (H, W, 4); -1 is the last step."""
        last = self.moments[-1].step
        if not -last - 1 <= step <= last:
            raise ParameterError("still", f"must be a step from 0 to {last}, not {step}")
        shown, kept = step % (last + 1), self.moments
        before = [moment for moment in kept if moment.step < shown]
        self._set([*before, Moment(shown, shown, shown / last, kept[-1].duration)] if shown < last else kept)
        pixels = self.frame(-1)
        self._set(kept)
        return pixels

    def _set(self, moments: list[Moment]) -> None:
        self.moments = moments
        self._poses = [self.stage.poses(moment.progress) for moment in moments]
        self._moves = len(set(self._poses)) > 1

    def _look(self, index: int) -> tuple[Hashable, ...]:
        """What a frame's picture depends on."""
        moment = self.moments[index]
        return moment.step, moment.reading, self._poses[index], self._is_ranked(index)

    def _is_ranked(self, index: int) -> bool:
        """Whether the legend stands in the order of the values: in the last frame, if the scenario wants it."""
        return self._ranked and index == len(self.moments) - 1

    def _show(self, index: int) -> list[Box] | None:
        """Put a frame on the canvas; returns the boxes that changed, or None after a fresh start."""
        fresh = self._moves or not 0 <= self._shown <= index
        if fresh:
            self._begin(self._poses[index])
        changed = self._lift()
        for earlier in range(self._shown + 1, index + 1):
            changed += self._inside(trace.settle(earlier) for trace in self._traces)
        changed += self._place(index)
        changed += self.stage.write(self.moments[index].reading, ranked=self._is_ranked(index))
        self._shown = index
        return None if fresh else changed

    def _begin(self, poses: tuple[Hashable, ...]) -> None:
        self.stage.set(poses)
        steps = [moment.step for moment in self.moments]
        self._traces = self.stage.traces(steps, settle=not self._moves)
        self._lifted, self._heads = [], []
        self._shown = -1

    def _place(self, index: int) -> list[Box]:
        """Draw tails and heads over the settled strokes, keeping what they cover."""
        self._heads = self._inside(trace.head_box(index) for trace in self._traces)
        for box in (*self._inside(trace.tail_box(index) for trace in self._traces), *self._heads):
            self._lifted.append((box, self.stage.pixels[box.top : box.bottom, box.left : box.right].copy()))
        for trace in self._traces:
            trace.draw_tail(index)
        for trace in self._traces:
            trace.draw_head(index)
        return [*self._inside(trace.fresh_box(index) for trace in self._traces), *self._heads]

    def _lift(self) -> list[Box]:
        """Take tails and heads off the canvas; returns where the heads were, for the tails come back as they are."""
        for box, under in self._lifted:
            self.stage.pixels[box.top : box.bottom, box.left : box.right] = under
        self._lifted = []
        return self._heads

    def _inside(self, boxes: Iterable[Box | None]) -> list[Box]:
        """The boxes' parts on the canvas."""
        height, width = self.stage.pixels.shape[:2]
        cut = (Box(max(b.left, 0), max(b.top, 0), min(b.right, width), min(b.bottom, height)) for b in boxes if b)
        return [box for box in cut if box.left < box.right and box.top < box.bottom]
