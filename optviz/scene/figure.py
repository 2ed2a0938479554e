"""The figure without its traces: panels, heading and legend.

On any canvas all of it is drawn for each picture; on one of pixels, what stands still is drawn once for every pose of
the cameras.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from optviz.drawing import ensembles
from optviz.drawing.layout import LABEL_SIZE
from optviz.drawing.panel import Panel
from optviz.drawing.text import Digits, fitted
from optviz.drawing.theme import parse
from optviz.scene.arrangement import Arrangement, Plan
from optviz.scene.caption import draw_caption
from optviz.scene.clock import clocked, unit
from optviz.scene.clouds import Cloud
from optviz.scene.head_labels import head_labels
from optviz.scene.heading import Heading
from optviz.scene.inside import freest
from optviz.scene.legend import Legend
from optviz.scene.remarks import beside, remarks
from optviz.scene.run_styles import run_styles
from optviz.scene.standings import Standing
from optviz.scene.swaths import Swath
from optviz.scene.timeline import timeline_of
from optviz.scene.trace_styles import Pen, styled
from optviz.scene.traces import Trace
from optviz.trajectory import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.layout import Layout
    from optviz.geometry import Area, Box
    from optviz.scenario import Scenario
    from optviz.scene.legend import Column
    from optviz.scene.notes import Notes, Site
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
        self.scenario, self.theme, self._computed = scenario, output.look, trajectories
        self.trajectories = clocked(scenario, trajectories)
        self.canvas, self._cells = canvas, scenario.cells
        self.styles = run_styles(
            scenario.runs, self.theme, dict(output.colors), output.palette, Pen.of(output.line_width)
        )
        self._page = None if output.background == "transparent" else self.theme.page
        self._digits = Digits(canvas.dpi, LABEL_SIZE - 0.5, self.theme.secondary, self._page, canvas.scale)
        self._characters = len(str(self.trajectories[0].steps))
        self._standings = self._measured()
        labels = [style.label for style in self.styles]
        self.plan = plan or Arrangement(scenario, self._standings, labels, canvas, self._digits).plan()
        self._panels = list(self._placed(self.plan.areas.panels))
        if self.plan.areas.side == "inside" and not plan:
            self.plan = freest(self.plan, canvas.point, self._panels[0].panel, self._panels[0].drawing)
        column, areas = self.plan
        self._headings = areas.headings
        self._title = scenario.title or scenario.surface.title
        subtitle = self._subtitle(values=column.value > 0)
        counted = unit(scenario) if self.counted else ""
        self._heading = Heading(self._title, subtitle, areas.header, canvas.point, math=scenario.math, unit=counted)
        self._legend = None if areas.side == "none" else self._made_legend(areas, column)
        self._fields = [self._heading.counter(self._digits, self._characters, canvas.size[1])]
        self._fields += self._legend.readouts(self._plate_digits, canvas.size[1]) if self._legend else []
        self._traced: tuple[Poses, list[Trace]] | None = None
        self._surveys: dict[int, dict[Hashable, list[Area]]] = {}

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
            self._draw_view(index, poses[index])

    def _draw_view(self, index: int, pose: Hashable) -> None:
        """Draw one view; if notes will stand there, its labels and marks are found on the way."""
        shown = self._panels[index]
        if shown.moves or not self.scenario.notes:
            shown.drawing.draw(pose)
            return
        with self.canvas.surveyed(blank=False) as found:
            shown.drawing.draw(pose)
        self._surveys[index] = {pose: found}

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
        # Most companions lie beneath, results and what stands for an ensemble on top; panels do not meet.
        return sorted(found, key=lambda trace: (trace.headed or not trace.tracks[0].thin, trace.trace_style.aloft))

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
        return [*found, *self.notes.overlays(frame)] if frame.notes else found

    @cached_property
    def timeline(self) -> list[FrameState]:
        """The frames of the animation."""
        return timeline_of(self.scenario, self._computed)

    @cached_property
    def notes(self) -> Notes:
        """The notes, in places that are the same in every frame."""
        from optviz.scene.notes import Notes, Places, Site

        frames, shown = self.timeline, self.scenario.traces
        sites: dict[int, list[Site]] = {}
        for index, each in enumerate(self._panels):
            names = [self._label(trajectory) for trajectory in each.trajectories] if shown.labels else []
            site = Site(
                each.drawing, each.trajectories, frames, self.canvas, shown.ensemble, names, self._surveys.get(index)
            )
            sites.setdefault(each.trajectories[0].cell, []).append(site)
        taken = [self._legend.card] if self._legend else []
        return Notes(Places(frames, sites, taken, self.canvas, self.theme, math=self.scenario.math))

    def write(self, step: int, *, last: bool) -> Sequence[Box] | None:
        """Draw the legend, the counter and the values of a step.

        Args: last: whether it is the animation's last frame, in which a legend may be ranked and tell the results.
        Returns: the boxes that changed; None where all may have.
        """
        order = self._order_of_runs(step, last=last)
        if self._legend:
            self._legend.draw(self.canvas, self.theme, order, self._results() if last else ())
        for field, text in zip(self._fields, self._numbers(step, order), strict=True):
            field.draw(self.canvas, text)
        return None

    @property
    def ends_otherwise(self) -> bool:
        """Whether the legend of the last frame is another one."""
        return self.scenario.output.results or self.scenario.output.legend.order == "ranked"

    def _order_of_runs(self, step: int, *, last: bool) -> Sequence[int]:
        """The runs in the order of the legend; in a ranked one the lowest value is the first in the end."""
        runs = range(len(self.styles))
        if not last or self.scenario.output.legend.order == "file":
            return runs
        return sorted(runs, key=lambda index: float(self._standings[index].values[step]))

    def _results(self) -> list[str]:
        """What the legend tells of each run in the end."""
        column = self.plan.column
        if column.form is None:
            return []
        found = [standing.results(valued=column.value > 0) for standing in self._standings]
        return [forms[min(column.form, len(forms) - 1)] for forms in found]

    def _numbers(self, step: int, order: Sequence[int]) -> list[str]:
        """What stands in each field at a step: the counter, and the values of runs in some order."""
        room = self._legend.column.value if self._legend else 0
        told = (self._standings[index].text(step, room) for index in order)
        return list(islice(chain([f"{step}"], told), len(self._fields)))

    # How the figure is divided.

    def _measured(self) -> list[Standing]:
        """For each entry of the legend, what it says at every step."""
        first = {self._label(trajectory): trajectory for trajectory in reversed(self.trajectories)}
        return [Standing(first[style.label]) for style in self.styles]

    def _label(self, trajectory: Trajectory) -> str:
        """The label of the run that walked it."""
        return self._cells[trajectory.cell].runs[trajectory.run].label

    def _placed(self, areas: Iterable[Area]) -> Iterator[_ShownView]:
        """Every view of every cell on its panel, the views of one cell after those of another."""
        color = {style.label: style.color for style in self.styles}
        views = [(index, view) for index in range(len(self._cells)) for view in self.scenario.views]
        told: set[Hashable] = set()
        for (index, view), area in zip(views, areas, strict=True):
            cell, own = self._cells[index], [each for each in self.trajectories if each.cell == index]
            colors = [color[self._label(trajectory)] for trajectory in own]
            shown = (cell.surface, cell.bounds, own, colors, self.trajectories, self.scenario.traces.ensemble)
            key = index, view.toned
            guides = (self.scenario.output.axes, self.scenario.output.colorbar and key not in told, self.scenario.math)
            told.add(key)
            surfaces = [each.surface for each in self._cells]
            panel = Panel(self.canvas, area, self.theme, *shown, *guides, surfaces)
            yield _ShownView(view.on(panel), panel, view.moves)

    def _subtitle(self, *, values: bool) -> str:
        """The surface's formula, or its name where that is long or a parameter varies, and what the views note."""
        notes: dict[str, None] = {}
        surfaces = [cell.surface for cell in self._cells]
        formulas, titles = {each.formula for each in surfaces}, {each.title for each in surfaces}
        if len(formulas) == 1 and not formulas & titles and len(min(formulas)) <= _LONGEST_FORMULA:
            notes[f"{self.scenario.output.axes.z or 'z'} = {min(formulas)}"] = None
        elif len(titles) == 1 and not surfaces[0].described:
            notes[min(titles)] = None
        if self.plan.column.form is not None and any(each.distances is not None for each in self.trajectories):
            notes[f"steps until {TOLERANCE:g} from a minimizer"] = None
        if ensembles.have_median(self.trajectories, self.scenario.traces.ensemble):
            notes["bold: the median run by last value"] = None
        notes |= dict.fromkeys(remarks(self.scenario, self.trajectories))
        notes |= dict.fromkeys(shown.drawing.note for shown in self._panels if shown.drawing.note)
        if any(shown.drawing.shows_companions for shown in self._panels):
            notes |= dict.fromkeys(beside(self.scenario, self.trajectories))
        if len(self.scenario.starts) > 1 and values:
            lost = ", what left or diverged as the worst" if any(each.lost.any() for each in self._standings) else ""
            notes[f"values: median of {len(self.scenario.starts)} starts{lost}"] = None
        notes.pop(self._title, None)
        return "  ·  ".join(notes)

    @property
    def _plate_digits(self) -> Digits:
        """The digits of the legend: a plate has the page's colour on a transparent page, too."""
        if self.plan.areas.side != "inside":
            return self._digits
        return Digits(self.canvas.dpi, self._digits.size, self.theme.secondary, self.theme.page, self.canvas.scale)

    def _made_legend(self, plan: Layout, column: Column) -> Legend:
        return Legend(self.styles, plan, column, self.canvas.point, math=self.scenario.math)

    def _draw_headings(self) -> None:
        """Draw what no pose changes but the legend: the heading, and those of cells."""
        self._draw_heading()
        self._head_cells()

    def _draw_heading(self) -> None:
        """Draw the title, what stands under it, and the caption."""
        self._heading.draw(self.canvas, self.theme, self._digits, self._characters)
        if self.scenario.output.caption:
            area, math = self.plan.areas.caption, self.scenario.math
            draw_caption(self.scenario.description, area, self.canvas, self.theme, math=math)

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


class _ShownView(NamedTuple):
    """A view on its panel, and whether the camera moves."""

    drawing: Drawing
    panel: Panel
    moves: bool

    @property
    def trajectories(self) -> Sequence[Trajectory]:
        """Those in the panel."""
        return self.panel.trajectories


def _batches(tracks: Sequence[Track]) -> Iterator[Sequence[Track]]:
    """Tracks that are drawn as one: not too many, so that no stroke grows without limit."""
    yield from (tracks[first : first + _LARGEST_BATCH] for first in range(0, len(tracks), _LARGEST_BATCH))


_LARGEST_BATCH = 100
"""The most tracks that are one stroke to the canvas."""
