"""The figure without its traces: panels, heading and legend, drawn once for every pose of the cameras."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Pixels, np
from optviz.drawing.canvas import Canvas
from optviz.drawing.panel import Panel
from optviz.drawing.text import Digits, fitted, longest_value, value_text
from optviz.drawing.theme import THEMES, parse
from optviz.geometry import Box, extent
from optviz.scene.heading import Heading
from optviz.scene.layout import LABEL_SIZE, Grid, Layout, dots_per_inch, layout, widest
from optviz.scene.legend import Legend, measure
from optviz.scene.names import names
from optviz.scene.strokes import look
from optviz.scene.styles import styles
from optviz.scene.traces import Trace

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory
    from optviz.views import Drawing, Overlay, Track, When

    Poses = tuple[Hashable, ...]


class Stage:
    """A scenario's figure on its canvas.

    Args: trajectories: one for each run of each of the scenario's cells, in their order.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        output = scenario.output
        self.scenario, self.theme, self.trajectories = scenario, THEMES[output.theme], trajectories
        self.canvas = Canvas(output.size, dots_per_inch(*output.size))
        self.pixels: Pixels = self.canvas.pixels
        self._page = None if output.background == "transparent" else self.theme.page
        self.styles = styles(scenario.runs, self.theme)
        self._numbers = Digits(self.canvas.dpi, LABEL_SIZE - 0.5, self.theme.secondary, self._page)
        self._values = [np.median(trajectory.values, axis=0) for trajectory in trajectories]
        self._order = list(range(len(self.styles)))
        self._arrange()
        self._ground = self._draw_ground()
        self._stills: dict[int, _Still] = {}
        self.moving: frozenset[int] = frozenset()
        """The views that have more than one pose: they are drawn last, over wide labels of others, and always anew."""

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """The traces' colours, the page and the ink."""
        named = [*(style.color for style in self.styles), self.theme.page, self.theme.ink]
        return tuple(dict.fromkeys(map(parse, named)))

    def poses(self, when: When) -> Poses:
        """The pose of each view at a moment."""
        return tuple(drawing.pose(when) for drawing in self._drawings)

    def beat(self, when: When) -> Hashable:
        """What is drawn over the traces at a moment depends on this, besides the step."""
        return tuple(drawing.beat(when) for drawing in self._drawings)

    def set(self, poses: Poses) -> None:
        """Put the still picture for some poses on the canvas, without traces and numbers."""
        self._poses = poses
        self._texts = [""] * len(self._fields)
        self.pixels[:] = self._ground
        for index in sorted(range(len(poses)), key=lambda index: index in self.moving):
            self._draw(index, poses[index])

    def _draw(self, index: int, pose: Hashable) -> None:
        """Draw one panel, or put it back as it was drawn."""
        still = self._stills.get(index)
        if still and still.pose == pose:
            self.pixels[still.place] = still.pixels
            return
        before = None if index in self.moving else self.pixels.copy()
        self._drawings[index].draw(pose)
        if before is not None:
            place = _changed(before, self.pixels)
            self._stills[index] = _Still(pose, place, self.pixels[place].copy())

    def _draw_ground(self) -> Pixels:
        """The page with all that no pose changes: heading, headings of cells, and legend."""
        self.canvas.clear(self._page)
        self._heading.draw(self.canvas, self.theme, self._numbers, self._count)
        for cell, area in zip(self.scenario.cells, self._plan.headings, strict=False):
            middle = area.bottom + area.height / 2
            heading = "  ·  ".join(cell.heading)
            text = fitted(heading, area.width, lambda part: self.canvas.text_width(part, LABEL_SIZE))
            self.canvas.text(text, area.left + area.width / 2, middle, LABEL_SIZE, self.theme.ink, align="center")
        if self._legend:
            self._legend.draw(self.canvas, self.theme, self._order)
        return self.pixels.copy()

    def traces(self) -> list[Trace]:
        """A trace for every run in every panel, in the order they are stacked."""
        found: list[Trace] = []
        by_label = {style.label: style for style in self.styles}
        for drawing, pose, labels in zip(self._drawings, self._poses, self._labels, strict=True):
            for label, tracks in zip(labels, drawing.tracks(pose), strict=True):
                for kind in _alike(tracks):
                    first = kind[0]
                    room = min(first.area.width, first.area.height) / self.canvas.point
                    shown = look(len(kind), room, first.veil, thin=first.thin, shade=first.shade)
                    found.append(Trace(kind, by_label[label], shown, self.canvas, self.theme.page))
        return sorted(found, key=lambda trace: not trace.tracks[0].thin)  # companions lie beneath; panels do not meet

    def overlays(self, traces: Sequence[Trace], when: When) -> list[Overlay]:
        """What is drawn over the traces at a moment: what views add, and names at the heads."""
        found = [overlay for drawing in self._drawings for overlay in drawing.overlays(when)]
        if self.scenario.traces.labels:
            found += names(traces, when.step, self.theme, math=self.scenario.math)
        return found

    def write(self, step: int, *, ranked: bool) -> list[Box]:
        """Write the counter and the values of a step; returns the boxes that changed.

        Args: ranked: whether the legend's rows stand in the order of their values, the lowest first.
        """
        values = [float(row[step]) for row in self._values]
        order = (
            sorted(self._order, key=lambda index: (values[index] != values[index], values[index]))
            if ranked
            else self._order
        )
        changed = [self._legend_ranked(order)] if ranked and self._legend else []
        texts = [f"{step}", *(value_text(values[index]) for index in order)][: len(self._fields)]
        for place, (field, text) in enumerate(zip(self._fields, texts, strict=True)):
            box = field.write(self.pixels, text, self._texts[place])
            changed += [Box(*box)] if box else []
        self._texts = texts
        return changed

    def _arrange(self) -> None:
        """Divide the figure between heading, panels and legend."""
        scenario, canvas = self.scenario, self.canvas
        size, point = scenario.output.size, canvas.point
        labels = [style.label for style in self.styles] if scenario.output.legend != "none" else []
        column = None
        if labels:
            shown = scenario.output.legend != "names" and len(scenario.cells) == 1
            room = longest_value(np.concatenate(self._values)) if shown else 0
            column = measure(labels, canvas, self._numbers, widest(size), room, math=scenario.math)
        values = bool(column and column.value)
        columns, rows = scenario.grid
        grid = Grid(columns, rows, len(scenario.views))
        self._plan = layout(size, point, grid, len(labels), column.width if column else 0)
        self._place_panels(self._plan)
        self._count = len(str(scenario.steps))
        self._title = scenario.title or scenario.surface.title
        self._heading = Heading(
            self._title, self._subtitle(values=values), self._plan.header, point, math=scenario.math
        )
        self._fields = [self._heading.counter(self._numbers, self._count, size[1])]
        self._legend = None
        if column:
            self._legend = Legend(self.styles, self._plan.legend, self._plan.columns, column, point, math=scenario.math)
            self._fields += self._legend.readouts(self._numbers, size[1]) if values else []

    def _place_panels(self, plan: Layout) -> None:
        """A drawing for every view of every cell, with the labels of its runs."""
        scenario, color = self.scenario, {style.label: style.color for style in self.styles}
        trajectories = iter(self.trajectories)
        areas = iter(plan.panels)
        self._drawings: list[Drawing] = []
        self._labels: list[list[str]] = []
        for cell in scenario.cells:
            labels = [run.label for run in cell.runs]
            own = [next(trajectories) for _ in labels]
            for view in scenario.views:
                panel = Panel(
                    self.canvas,
                    next(areas),
                    self.theme,
                    cell.surface,
                    cell.bounds,
                    own,
                    [color[label] for label in labels],
                    self.trajectories,
                )
                self._drawings.append(view.on(panel))
                self._labels.append(labels)

    def _subtitle(self, *, values: bool) -> str:
        """The surface's formula, or its name where that is long or a parameter varies, and what the views want said."""
        scenario = self.scenario
        notes: dict[str, None] = {}
        surfaces = [cell.surface for cell in scenario.cells]
        formulas, titles = {each.formula for each in surfaces}, {each.title for each in surfaces}
        if len(formulas) == 1 and len(min(formulas)) <= _LONGEST_FORMULA:
            notes[f"z = {min(formulas)}"] = None
        elif len(titles) == 1:
            notes[min(titles)] = None
        notes |= dict.fromkeys(drawing.note for drawing in self._drawings if drawing.note)
        if any(drawing.shows_companions for drawing in self._drawings):
            notes |= dict.fromkeys(self._thin())
        if len(scenario.starts) > 1 and values:
            notes[f"values: median of {len(scenario.starts)} starts"] = None
        notes.pop(self._title, None)
        return "  ·  ".join(notes)

    def _thin(self) -> Iterator[str]:
        """What each kind of thin trace is, and of whom where not every run has it."""
        owners: dict[str, dict[str, None]] = {}
        labels = [run.label for cell in self.scenario.cells for run in cell.runs]
        for label, trajectory in zip(labels, self.trajectories, strict=True):
            for entry in trajectory.companions:
                owners.setdefault(entry, {})[label] = None
        for entry, found in owners.items():
            yield f"thin: {entry}" + (f" of {', '.join(found)}" if len(found) < len(self.styles) else "")

    def _legend_ranked(self, order: Sequence[int]) -> Box:
        """Draw the legend anew in another order; returns its box."""
        assert self._legend  # noqa: S101  (the caller asked only where there is one)
        area, height = self._legend.area, self.pixels.shape[0]
        box = Box(int(area.left), height - int(area.top) - 1, int(area.right) + 1, height - int(area.bottom))
        self.pixels[box.rows_columns] = self._ground[0, 0]
        self._legend.draw(self.canvas, self.theme, order)
        self._texts[1:] = [""] * (len(self._texts) - 1)
        return box


_LONGEST_FORMULA = 60
"""Characters of a formula that are read at a glance."""


class _Still(NamedTuple):
    """One panel as it was drawn: what its pose was, which pixels it took, and how they look."""

    pose: Hashable
    place: tuple[slice, slice]
    pixels: Pixels


def _changed(before: Pixels, after: Pixels) -> tuple[slice, slice]:
    """The rows and columns outside of which two pictures are the same."""
    height, width = after.shape[:2]
    differs = before.view(np.uint32)[..., 0] != after.view(np.uint32)[..., 0]
    box = extent(differs, Box(0, 0, width, height))
    return box.rows_columns if box else (slice(0), slice(0))


def _alike(tracks: Sequence[Track]) -> Iterator[list[Track]]:
    """The tracks of each look, which are drawn as one; in batches, so that no stroke grows without limit."""
    kinds: dict[tuple[bool, bool], list[Track]] = {}
    for track in tracks:
        kinds.setdefault((track.thin, track.shade), []).append(track)
    for kind in kinds.values():
        yield from (kind[first : first + _TOGETHER] for first in range(0, len(kind), _TOGETHER))


_TOGETHER = 100
"""The most tracks that are one stroke to the canvas."""
