"""The surface from above: filled level bands with thin lines between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Le

from optviz.arrays import Array, np
from optviz.views import axes, heights, marks
from optviz.views.base import Area, Drawing, Panel, Track, View, after_the_start, plain_track, thinned

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from optviz.trajectory import Trajectory

_GUTTER_LEFT, _GUTTER_BOTTOM = 24, 14
"""Points kept free for tick labels."""


@dataclass(frozen=True)
class Contour(View):
    """Level bands of the surface from above, evenly or logarithmically spaced.

    Args: levels: how many bands, 2 to 100.  scale: how the levels are spaced between the lowest and the highest
            value shown: evenly (linear), by their logarithm above the lowest (log), or whichever suits (auto).
        aspect: auto fills the panel; equal gives x and y the same scale, so that gradients stand at right
            angles to the level lines.  lines: whether the lines between bands are drawn.
        grid: points per axis at which the surface is sampled.
    """

    name: ClassVar[str] = "contour"
    title: ClassVar[str] = "Contours"

    levels: Annotated[int, Ge(2), Le(100)] = 24
    scale: heights.Scale = "auto"
    aspect: Literal["auto", "equal"] = "auto"
    lines: bool = True
    grid: Annotated[int, Ge(16), Le(800)] = 200

    def on(self, panel: Panel) -> ContourDrawing:
        """The surface's level bands on a panel."""
        return ContourDrawing(self, panel)


class ContourDrawing(Drawing):
    """Contours on a panel."""

    shows_companions = True

    def __init__(self, view: Contour, panel: Panel) -> None:
        self.view, self.panel = view, panel
        area = panel.area.shrunk(left=_GUTTER_LEFT * panel.point, bottom=_GUTTER_BOTTOM * panel.point)
        (west, east), (south, north) = panel.bounds.x, panel.bounds.y
        if view.aspect == "equal":
            area = _fitted(area, (east - west) / (north - south))
        self.frame = axes.Frame(area, (west, east), (south, north))

    def draw(self, pose: None) -> None:
        """Add the bands, the lines, the tick labels, the starts and the minimizers."""
        del pose
        panel, frame = self.panel, self.frame
        plot = axes.add_axes(panel, frame)
        self._bands(plot)
        axes.set_ticks(plot.xaxis, frame.x, frame.area.width / panel.point)
        axes.set_ticks(plot.yaxis, frame.y, frame.area.height / panel.point)
        marks.draw_marks(panel, frame.pixels(panel.starts), frame.pixels(marks.minimizers_in_view(panel)))

    def tracks(self, pose: None) -> list[list[Track]]:
        """The iterates themselves and those of companions, joined by straight lines."""
        del pose
        return [self._tracks(trajectory) for trajectory in self.panel.trajectories]

    def _tracks(self, trajectory: Trajectory) -> list[Track]:
        companions = [thinned(self._track(path)) for path in trajectory.companion_paths]
        return [*companions, *(self._track(path) for path in trajectory.positions)]

    def _track(self, path: Array) -> Track:
        track = plain_track(self.frame.pixels(path), self.frame.area)
        return replace(track, heads=after_the_start(track.heads))

    def _bands(self, plot: Axes) -> None:
        panel, view = self.panel, self.view
        sampled = heights.sample(panel.surface, panel.bounds, view.grid)
        height = np.ma.masked_invalid(heights.scaled(sampled, panel.surface, view.scale)(sampled.z))
        edges = np.linspace(0, 1, view.levels + 1)
        colors = heights.tones(panel.theme.ramp, (edges[:-1] + edges[1:]) / 2)
        plot.contourf(sampled.x, sampled.y, height, levels=edges, colors=list(colors), antialiased=False)
        if view.lines:
            opacity = panel.theme.contour_opacity
            plot.contour(
                sampled.x,
                sampled.y,
                height,
                levels=edges[1:-1],
                colors=panel.theme.page,
                linewidths=0.6,
                alpha=opacity,
            )


def _fitted(area: Area, ratio: float) -> Area:
    """The largest rectangle of a width-to-height ratio inside an area, centred."""
    width = min(area.width, area.height * ratio)
    height = width / ratio
    return Area(area.left + (area.width - width) / 2, area.bottom + (area.height - height) / 2, width, height)
