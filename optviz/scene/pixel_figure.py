"""A figure on a canvas of pixels, where what stands still is drawn once and then copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Pixels, np
from optviz.drawing.canvas import Canvas
from optviz.drawing.layout import dots_per_inch
from optviz.geometry import extent, whole
from optviz.scene.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from optviz.geometry import Box
    from optviz.scenario import Scenario
    from optviz.scene.figure import Poses
    from optviz.trajectory import Trajectory


class PixelFigure(Figure):
    """A scenario's figure, its panels drawn once for every pose of the cameras.

    Attributes: pixels: of its canvas, (H, W, 4).
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        output = scenario.output
        scale = output.pixels[0] // output.size[0]
        canvas = Canvas(output.pixels, scale * dots_per_inch(*output.size), scale, scenario.fonts)
        super().__init__(scenario, trajectories, canvas)
        self.pixels: Pixels = self.canvas.pixels
        self._texts = [""] * len(self._fields)
        self._background = self._draw_background()
        self._stills: dict[int, _Still] = {}
        self._plate = self._empty_plate()

    def draw(self, poses: Poses) -> None:
        """Put the still picture for some poses on the canvas, with the legend, without traces and numbers."""
        self._texts = [""] * len(self._fields)
        self._plate = self._empty_plate()
        self.pixels[:] = self._background
        for index in self._order(poses):
            self._draw_panel(index, poses[index])

    def write(self, step: int, *, last: bool) -> list[Box]:
        """Write the counter and the values of a step where the last ones stand; see Figure.write."""
        changed: list[Box] = []
        order = self._order_of_runs(step, last=last)
        if self._plate:
            self.pixels[self._plate.place] = self._plate.pixels  # over what was drawn meanwhile
        if last and self.ends_otherwise:
            changed += self._redraw_legend(order, self._results())
        texts = self._numbers(step, order)
        for place, (field, text) in enumerate(zip(self._fields, texts, strict=True)):
            box = field.write(self.pixels, text, self._texts[place])
            changed += [box] if box else []
        self._texts = texts
        if self._plate:
            self._plate = self._plate._replace(pixels=self.pixels[self._plate.place].copy())
        return changed

    def _draw_panel(self, index: int, pose: Hashable) -> None:
        """Draw one panel, or put it back as it was drawn."""
        still, shown = self._stills.get(index), self._panels[index]
        if still and still.pose == pose:
            self.pixels[still.place] = still.pixels
            return
        before = None if shown.moves else self.pixels.copy()
        self._draw_view(index, pose)
        if before is not None:
            place = _changed(before, self.pixels)
            self._stills[index] = _Still(pose, place, self.pixels[place].copy())

    def _redraw_legend(self, order: Sequence[int], results: Sequence[str]) -> list[Box]:
        """Draw the legend, if there is one, as it is in the end, without values; returns the boxes that changed."""
        box = self._legend.card.box(self.canvas.size) if self._legend else None
        if not self._legend or not box:
            return []
        self.pixels[box.rows_columns] = self._background[0, 0]
        self._legend.draw(self.canvas, self.theme, order, results)
        self._texts[1:] = [""] * (len(self._texts) - 1)
        return [box]

    def _empty_plate(self) -> _Still | None:
        """The plate of a legend inside a panel, without values, which lies over all else."""
        box = self._legend.card.box(self.canvas.size) if self._legend and self._legend.is_inside else None
        return _Still(None, box.rows_columns, self._background[box.rows_columns]) if box else None

    def _draw_background(self) -> Pixels:
        """Draw the page with all that no pose changes: heading, headings of cells, and legend."""
        self.canvas.clear(self._page)
        self._draw_headings()
        if self._legend:
            self._legend.draw(self.canvas, self.theme, range(len(self.styles)))
        return self.pixels.copy()


class _Still(NamedTuple):
    """One panel, or a legend's plate, as it was drawn: its pose, which pixels it took, and how they look."""

    pose: Hashable
    place: tuple[slice, slice]
    pixels: Pixels


def _changed(before: Pixels, after: Pixels) -> tuple[slice, slice]:
    """The rows and columns outside of which two pictures are the same."""
    height, width = after.shape[:2]
    differs = before.view(np.uint32)[..., 0] != after.view(np.uint32)[..., 0]
    box = extent(differs, whole((width, height)))
    return box.rows_columns if box else (slice(0), slice(0))
