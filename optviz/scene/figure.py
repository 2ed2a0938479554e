"""The figure without its traces: panels, heading and legend.

On any canvas all of it is drawn for each picture; on one of pixels, what stands still is drawn once for every pose of
the cameras.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from optviz.drawing import ensembles
from optviz.drawing.layout import LABEL_SIZE, PanelGrid, layout, sides, widest
from optviz.drawing.panel import Panel
from optviz.drawing.text import Digits, fitted
from optviz.drawing.theme import parse
from optviz.scene.clock import clocked, unit
from optviz.scene.clouds import Cloud
from optviz.scene.head_labels import head_labels
from optviz.scene.heading import Heading
from optviz.scene.legend import Legend, measure
from optviz.scene.run_styles import run_styles
from optviz.scene.sampling import sampling
from optviz.scene.standings import Standing
from optviz.scene.swaths import Swath
from optviz.scene.trace_styles import Pen, styled
from optviz.scene.traces import Trace

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.layout import Layout
    from optviz.geometry import Area, Box
    from optviz.scenario import Scenario
    from optviz.scene.legend import Column
    from optviz.scene.timeline import FrameState
    from optviz.trajectory import Trajectory
    from optviz.views import Drawing, Overlay, Time, Track

    Poses = tuple[Hashable, ...]


class Figure:
    """A scenario's figure on a canvas.

    Args: trajectories: those of the scenario's runs; each says of which cell and run it is.  canvas: what it is drawn
        on.  plan: where everything stands, which is worked out if it is left out.
    """

    counted: ClassVar[bool] = True
    """Whether it has a step counter."""

    def __init__(
        self, scenario: Scenario, trajectories: Sequence[Trajectory], canvas: Canvas, plan: Plan | None = None
    ) -> None:
        output = scenario.output
        self.scenario, self.theme, self.trajectories = scenario, output.look, clocked(scenario, trajectories)
        self.canvas, self._cells = canvas, scenario.cells
        self.styles = run_styles(
            scenario.runs, self.theme, dict(output.colors), output.palette, Pen.of(output.line_width)
        )
        self._page = None if output.background == "transparent" else self.theme.page
        self._digits = Digits(canvas.dpi, LABEL_SIZE - 0.5, self.theme.secondary, self._page, canvas.scale)
        self._characters = len(str(self.trajectories[0].steps))
        self._standings = self._measured()
        self.plan = plan or self._arranged()
        column, areas = self.plan
        self._panels = list(self._placed(areas.panels))
        self._headings = areas.headings
        self._title = scenario.title or scenario.surface.title
        subtitle = self._subtitle(values=bool(column and column.value))
        counted = unit(scenario) if self.counted else ""
        self._heading = Heading(self._title, subtitle, areas.header, canvas.point, math=scenario.math, unit=counted)
        self._legend = self._made_legend(areas, column) if column else None
        self._fields = [self._heading.counter(self._digits, self._characters, self.canvas.size[1])]
        self._fields += self._legend.readouts(self._digits, self.canvas.size[1]) if self._legend else []
        self._traced: tuple[Poses, list[Trace]] | None = None

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """The traces' colours, the page and the ink."""
        named = [*(style.color for style in self.styles), self.theme.page, self.theme.ink]
        return tuple(dict.fromkeys(map(parse, named)))

    # What a time and its poses show.

    def poses(self, time: Time) -> Poses:
        """The pose of each view."""
        return tuple(shown.drawing.pose(time) for shown in self._panels)

    def overlay_key(self, frame: FrameState) -> Hashable:
        """What is drawn over the traces depends on this, besides the step."""
        return frame.notes, tuple(shown.drawing.overlay_key(frame.time) for shown in self._panels)

    def draw(self, poses: Poses) -> None:
        """Draw the still picture for some poses from nothing, without traces, legend and numbers."""
        self.canvas.clear(self._page)
        self._draw_headings()
        for index in self._order(poses):
            self._panels[index].drawing.draw(poses[index])

    def _order(self, poses: Poses) -> list[int]:
        """The panels in the order they are drawn: views whose camera moves come last, over wide labels of others."""
        return sorted(range(len(poses)), key=lambda index: self._panels[index].moves)

    def traces(self, poses: Poses) -> list[Trace]:
        """A trace for every run in every panel, in the order they are stacked; kept for the last poses."""
        if self._traced is None or self._traced[0] != poses:
            self._traced = poses, self._made_traces(poses)
        return self._traced[1]

    def _made_traces(self, poses: Poses) -> list[Trace]:
        found: list[Trace] = []
        by_label = {style.label: style for style in self.styles}
        for shown, pose in zip(self._panels, poses, strict=True):
            for trajectory, tracks in zip(shown.trajectories, shown.drawing.tracks(pose), strict=True):
                run_style = by_label[self._label(trajectory)]
                for kind, style in styled(
                    trajectory, tracks, self.scenario.traces.ensemble, self.canvas.point, run_style.pen
                ):
                    found += [Trace(each, run_style, style, self.canvas, self.theme.page) for each in _batches(kind)]
        # Companions lie beneath, what stands for an ensemble on top; panels do not meet.
        return sorted(found, key=lambda trace: (not trace.tracks[0].thin, trace.trace_style.aloft))

    def swaths(self, poses: Poses) -> list[Swath]:
        """A swath for every band in every panel that has some."""
        by_label = {style.label: style for style in self.styles}
        return [
            Swath(band, by_label[self._label(shown.trajectories[band.run])], self.canvas)
            for shown, pose in zip(self._panels, poses, strict=True)
            for band in shown.drawing.bands(pose)
        ]

    def clouds(self, poses: Poses) -> list[Cloud]:
        """A cloud for every run in every panel that has one."""
        by_label = {style.label: style for style in self.styles}
        return [
            Cloud(dots, by_label[self._label(shown.trajectories[dots.run])], self.canvas)
            for shown, pose in zip(self._panels, poses, strict=True)
            for dots in shown.drawing.dots(pose)
        ]

    def overlays(self, traces: Sequence[Trace], frame: FrameState) -> list[Overlay]:
        """What is drawn over the traces: what views add, labels at the heads, and notes."""
        found = [overlay for shown in self._panels for overlay in shown.drawing.overlays(frame.time)]
        if self.scenario.traces.labels:
            found += head_labels(traces, frame.step, self.theme, math=self.scenario.math)
        return found

    def write(self, step: int, *, ranked: bool) -> Sequence[Box] | None:
        """Draw the legend, the counter and the values of a step.

        Args: ranked: whether the legend's rows stand in the order of their values, the lowest first and the lost last.
        Returns: the boxes that changed; None where all may have.
        """
        order = self._ranking(step) if ranked else range(len(self.styles))
        if self._legend:
            self._legend.draw(self.canvas, self.theme, order)
        for field, text in zip(self._fields, self._numbers(step, order), strict=True):
            field.draw(self.canvas, text)
        return None

    def _ranking(self, step: int) -> list[int]:
        """The runs in the order of their values at a step."""
        return sorted(range(len(self.styles)), key=lambda index: float(self._standings[index].values[step]))

    def _numbers(self, step: int, order: Sequence[int]) -> list[str]:
        """What stands in each field at a step: the counter, and the values of runs in some order."""
        room = self._legend.column.value if self._legend else 0
        return [f"{step}", *(self._standings[index].text(step, room) for index in order)][: len(self._fields)]

    # How the figure is divided.

    def _measured(self) -> list[Standing]:
        """For each entry of the legend, what it says at every step."""
        first = {self._label(trajectory): trajectory for trajectory in reversed(self.trajectories)}
        return [Standing(first[style.label]) for style in self.styles]

    def _label(self, trajectory: Trajectory) -> str:
        """The label of the run that walked it."""
        return self._cells[trajectory.cell].runs[trajectory.run].label

    def _arranged(self) -> Plan:
        """The size of a legend entry, if there is a legend, and where everything stands.

        Names are whole where they can be: values go first, in parts and then altogether, then the legend moves below
        the panels, and at last it is the longest names that are cut.
        """
        scenario, places = self.scenario, sides(self._size)
        if scenario.output.legend.place == "none":
            return Plan(None, self._layout(None, below=places[0]))
        labels = [style.label for style in self.styles]
        columns = [
            measure(labels, self.canvas, self._digits, value, math=scenario.math) for value in self._value_lengths()
        ]
        ways = list(product(places, columns))
        if any(standing.is_off for standing in self._standings):  # which must be said, wherever there is room
            ways.sort(key=lambda way: columns.index(way[1]))
        for below, column in ways:
            plan = self._layout(column, below=below)
            if plan.entry >= column.width and (not below or below == places[0] or self._has_place(plan)):
                return Plan(column, plan)
        cut = [self._layout(columns[-1], below=below) for below in places]
        plan = cut[-1] if self._has_place(cut[-1]) else cut[0]
        return Plan(columns[-1].cut(plan.entry), plan)

    def _value_lengths(self) -> list[int]:
        """How many characters values may take in the legend, the best first; none at last."""
        if self.scenario.output.legend.show == "names" or len(self._cells) > 1:
            return [0]
        lengths = [max(each) for each in zip(*(standing.lengths() for standing in self._standings), strict=True)]
        return [*dict.fromkeys([*lengths, 0])]

    def _has_place(self, plan: Layout) -> bool:
        """Whether a layout has room for its panels and for every entry of the legend."""
        return plan.has_room(self.canvas.point) and plan.places >= len(self.styles)

    def _layout(self, column: Column | None, *, below: bool) -> Layout:
        """Where everything stands, with the legend beside the panels or below."""
        (columns, rows), size, point = self.scenario.grid, self._size, self.canvas.point
        grid = PanelGrid(columns, rows, len(self.scenario.views))
        width = min(column.width, widest(size, point, below=below)) if column else 0
        entries = len(self.styles) if column else 0
        return layout(size, point, grid, entries, width, round(self.canvas.scale), below=below)

    def _placed(self, areas: Iterable[Area]) -> Iterator[_ShownView]:
        """Every view of every cell on its panel, the views of one cell after those of another."""
        color = {style.label: style.color for style in self.styles}
        views = [(index, view) for index in range(len(self._cells)) for view in self.scenario.views]
        for (index, view), area in zip(views, areas, strict=True):
            cell, own = self._cells[index], [each for each in self.trajectories if each.cell == index]
            colors = [color[self._label(trajectory)] for trajectory in own]
            shown = (cell.surface, cell.bounds, own, colors, self.trajectories, self.scenario.traces.ensemble)
            guides = (self.scenario.output.axes, self.scenario.output.colorbar, self.scenario.math)
            surfaces = [each.surface for each in self._cells]
            yield _ShownView(view.on(Panel(self.canvas, area, self.theme, *shown, *guides, surfaces)), own, view.moves)

    def _subtitle(self, *, values: bool) -> str:
        """The surface's formula, or its name where that is long or a parameter varies, and what the views note."""
        notes: dict[str, None] = {}
        surfaces = [cell.surface for cell in self._cells]
        formulas, titles = {each.formula for each in surfaces}, {each.title for each in surfaces}
        if len(formulas) == 1 and not formulas & titles and len(min(formulas)) <= _LONGEST_FORMULA:
            notes[f"z = {min(formulas)}"] = None
        elif len(titles) == 1 and not surfaces[0].described:
            notes[min(titles)] = None
        if ensembles.have_median(self.trajectories, self.scenario.traces.ensemble):
            notes["bold: the median run by last value"] = None
        notes |= dict.fromkeys(sampling(self._cells, self.scenario.gradient))
        if any(each.off_plane is not None for each in self.trajectories):
            notes["recorded: true losses"] = None
        notes |= dict.fromkeys(note for cell in self._cells for note in cell.surface.within(cell.bounds).notes)
        notes |= dict.fromkeys(shown.drawing.note for shown in self._panels if shown.drawing.note)
        if any(shown.drawing.shows_companions for shown in self._panels):
            notes |= dict.fromkeys(self._beside())
        if len(self.scenario.starts) > 1 and values:
            lost = ", what left or diverged as the worst" if any(each.lost.any() for each in self._standings) else ""
            notes[f"values: median of {len(self.scenario.starts)} starts{lost}"] = None
        notes.pop(self._title, None)
        return "  ·  ".join(notes)

    def _beside(self) -> Iterator[str]:
        """What each kind of thin trace is, and of which runs where not every one has it; what dots and outlines are."""
        owners: dict[str, dict[str, None]] = {}
        for trajectory in self.trajectories:
            for entry in trajectory.companions:
                owners.setdefault(entry, {})[self._label(trajectory)] = None
        for entry, found in owners.items():
            yield f"thin: {entry}" + (f" of {', '.join(found)}" if len(found) < len(self.styles) else "")
        for trajectory in self.trajectories:
            yield from (f"dots: {entry}" for entry in trajectory.clouds)
        for trajectory in self.trajectories:
            yield from (f"outline: {entry}" for entry in trajectory.outlines)

    @property
    def _size(self) -> tuple[int, int]:
        """The size of one picture on the canvas, which may hold several."""
        width, height = self.scenario.output.size
        return round(width * self.canvas.scale), round(height * self.canvas.scale)

    def _made_legend(self, plan: Layout, column: Column) -> Legend:
        return Legend(self.styles, plan, column, self.canvas.point, math=self.scenario.math)

    def _draw_headings(self) -> None:
        """Draw what no pose changes but the legend: the heading, and those of cells."""
        self._heading.draw(self.canvas, self.theme, self._digits, self._characters)
        self._head_cells()

    def _head_cells(self) -> None:
        for cell, area in zip(self._cells, self._headings, strict=False):
            self._head("  ·  ".join(cell.heading), area)

    def _head(self, heading: str, area: Area) -> None:
        """Write a heading in the middle of an area."""
        canvas, middle = self.canvas, area.bottom + area.height / 2
        text = fitted(heading, area.width, lambda part: canvas.text_width(part, LABEL_SIZE))
        canvas.text(text, area.left + area.width / 2, middle, LABEL_SIZE, self.theme.ink, align="center")


_LONGEST_FORMULA = 60
"""Characters of a formula that are read at a glance."""


class Plan(NamedTuple):
    """Where everything stands in a figure.

    Args: column: the size of a legend entry; None without a legend.  areas: of all parts.
    """

    column: Column | None
    areas: Layout


class _ShownView(NamedTuple):
    """A view on its panel, the trajectories there, and whether the camera moves."""

    drawing: Drawing
    trajectories: Sequence[Trajectory]
    moves: bool


def _batches(tracks: Sequence[Track]) -> Iterator[Sequence[Track]]:
    """Tracks that are drawn as one: not too many, so that no stroke grows without limit."""
    yield from (tracks[first : first + _LARGEST_BATCH] for first in range(0, len(tracks), _LARGEST_BATCH))


_LARGEST_BATCH = 100
"""The most tracks that are one stroke to the canvas."""
