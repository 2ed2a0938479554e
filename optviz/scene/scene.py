"""Trajectories and views become one figure, and the figure a stream of frames.

What stands still is drawn once. A frame adds to it the strokes of its new steps, moves the heads, and rewrites the
numbers that changed; it says which boxes of the picture that touched. While a camera moves, every frame is drawn
from nothing. Either way the picture of frame i depends on i alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.scene.pixel_figure import PixelFigure
from optviz.scene.playback import Playback
from optviz.scene.timeline import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.arrays import Pixels
    from optviz.geometry import Box
    from optviz.notes import Moment
    from optviz.scenario import Scenario
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


_SAMPLED = (0.1, 0.35, 0.55, 0.75, 1.0)
"""Where in the motion the frames stand that a palette is chosen for."""


@dataclass(frozen=True)
class TimedFrame:
    """A frame that is drawn, and the time until the next one that is.

    Args: index: of the frame.  duration: seconds.  progress: the share of all frames that are done with it, 0 to 1.
    """

    index: int
    duration: Fraction
    progress: float


class Scene:
    """The figure of one scenario, and its frames.

    Args: trajectories: one for each of the scenario's runs, in their order.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        self._made_of, self._pace = (scenario, trajectories), scenario.output.pace
        with np.errstate(all="ignore"):  # as in Playback
            self.figure = PixelFigure(scenario, trajectories)
            self.timeline = self.figure.timeline
            self._playback = Playback(self.figure, self.timeline)

    def __reduce__(self) -> tuple[type[Scene], tuple[Scenario, Sequence[Trajectory]]]:
        """To another process goes what a scene is made of."""
        return Scene, self._made_of

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """The colours that must reach a file exactly."""
        return self.figure.colors

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of every frame's pixels: height, width, 4."""
        height, width, channels = self.figure.pixels.shape
        return height, width, channels

    @property
    def moves(self) -> bool:
        """Whether a camera moves, so that every frame is drawn from nothing."""
        return self._playback.moves

    def timed_frames(self) -> list[TimedFrame]:
        """What is drawn in order; a frame that looks like the one before is left out, its time added to that one."""
        frames, keys = self.timeline, [self._playback.key(index) for index in range(len(self.timeline))]
        firsts = [0, *(index for index in range(1, len(frames)) if keys[index] != keys[index - 1])]
        return [
            TimedFrame(
                first,
                sum((frame.duration for frame in frames[first:following]), Fraction(0)),
                following / len(frames),
            )
            for first, following in zip(firsts, [*firsts[1:], len(frames)], strict=True)
        ]

    def frames(self) -> Iterator[Frame]:
        """Every timed frame in order."""
        for number, each in enumerate(self.timed_frames()):
            changed = self._playback.draw(each.index, afresh=not number)
            yield Frame(self.figure.pixels, changed, each.duration, each.progress)

    def at(self, index: int) -> Pixels:
        """One frame's picture, (H, W, 4), a view of the canvas; those after the last one asked for cost less."""
        self._playback.draw(index)
        return self.figure.pixels

    def frame(self, index: int) -> Pixels:
        """A copy of one frame's picture, (H, W, 4); a negative index counts from the end."""
        self._playback.draw(index % len(self.timeline), afresh=True)
        return self.figure.pixels.copy()

    def sample(self) -> Pixels:
        """What has all the colours: about the last frame, (H, W, 4), or, where a camera moves, some, (k, H, W, 4)."""
        last = len(self.timeline) - 1
        if self.moves:
            return np.stack([self.frame(round(last * share)) for share in _SAMPLED])
        self._playback.draw_whole(last)
        return self.figure.pixels.copy()

    def picture(self, step: int | Moment) -> Pixels:
        """A picture of one step, whether or not a frame shows it, (H, W, 4); see `frame_at`."""
        shown = until(step, self.timeline, self._pace)
        Playback(self.figure, shown).draw(len(shown) - 1)
        pixels = self.figure.pixels.copy()
        self._playback = Playback(self.figure, self.timeline)  # the last one's frame is not on the canvas any more
        return pixels
