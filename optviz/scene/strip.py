"""A film strip: a figure's panels at several steps side by side, with one heading and one legend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, TypeVar

from optviz.arrays import Pixels, np
from optviz.drawing.canvas import Canvas
from optviz.drawing.layout import dots_per_inch, strip
from optviz.scene.arrangement import Plan
from optviz.scene.clock import unit
from optviz.scene.figure import Figure
from optviz.scene.timeline import frame_at, timeline_of
from optviz.scene.whole import draw_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optviz.geometry import Area, Box
    from optviz.notes import Moment
    from optviz.scenario import Scenario
    from optviz.scene.figure import Poses
    from optviz.trajectory import Trajectory

    AnyCanvas = TypeVar("AnyCanvas", bound=Canvas)


def strip_pixels(scenario: Scenario, trajectories: Sequence[Trajectory], steps: Sequence[int | Moment]) -> Pixels:
    """A film strip, (H, W, 4), of steps as `frame_at` takes them.

    Raises: ParameterError where there is no such step.
    """
    output = scenario.output
    dpi = output.scale * dots_per_inch(*output.size)

    def canvas(size: tuple[int, int]) -> Canvas:
        return Canvas(size, dpi, output.scale, scenario.fonts)

    return draw_strip(scenario, trajectories, steps, canvas(output.pixels), canvas).pixels


def draw_strip(
    scenario: Scenario,
    trajectories: Sequence[Trajectory],
    steps: Sequence[int | Moment],
    single: Canvas,
    larger: Callable[[tuple[int, int]], AnyCanvas],
) -> AnyCanvas:
    """A film strip on a new canvas. Its legend has names only, for the values of its steps differ.

    Where its last picture is the animation's last one, the legend tells the results.

    Args: single: a canvas for one picture.  larger: makes one like that of another size.
    """
    (width, height), frames = single.size, timeline_of(scenario, trajectories)
    shown = [frame_at(step, frames, scenario.output.pace, "strip") for step in steps]
    legend, ended = replace(scenario.output.legend, show="names"), shown[-1].step == frames[-1].step
    output = replace(scenario.output, legend=legend, results=scenario.output.results and ended)
    named = replace(scenario, output=output)
    with np.errstate(all="ignore"):
        column, areas = Figure(named, trajectories, single).plan
        plan = strip(areas, len(steps), single.point, round(single.scale))
        drawn = larger((width + plan.wider, height + plan.higher))
        for number, (frame, part, heading) in enumerate(zip(shown, plan.parts, plan.headings, strict=True)):
            each = _Part(named, trajectories, drawn, Plan(column, part))
            each.place(heading, f"{unit(scenario)} {frame.step}", first=not number)
            draw_whole(each, frame, last=False)
    return drawn


class _Part(Figure):
    """A figure's panels at one step, in their place of a strip."""

    counted: ClassVar[bool] = False

    def place(self, area: Area, heading: str, *, first: bool) -> None:
        """Say what stands above it and where, and whether it is the first one, which is drawn with what all share."""
        self._above, self._first = (heading, area), first

    def draw(self, poses: Poses) -> None:
        """Draw the still picture for some poses; see Figure.draw."""
        if self._first:
            self.canvas.clear(self._page)
            self._draw_heading()
        self._head(*self._above)
        self._head_cells()
        for index in self._order(poses):
            self._draw_view(index, poses[index])

    def write(self, step: int, *, last: bool) -> Sequence[Box] | None:
        """Draw the legend; see Figure.write."""
        del step, last
        if self._first and self._legend:
            self._legend.draw(self.canvas, self.theme, range(len(self.styles)), self._results())
        return None
