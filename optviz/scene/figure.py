"""The figure without its traces: panels, heading and legend, drawn once for every pose of the cameras."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Pixels, np
from optviz.drawing.canvas import Canvas
from optviz.drawing.layout import LABEL_SIZE, PanelGrid, dots_per_inch, layout, sides, widest
from optviz.drawing.panel import Panel
from optviz.drawing.text import Digits, fitted
from optviz.drawing.theme import THEMES, parse
from optviz.geometry import extent, whole
from optviz.scene.head_labels import head_labels
from optviz.scene.heading import Heading
from optviz.scene.legend import Legend, measure
from optviz.scene.run_styles import run_styles
from optviz.scene.standings import Standing
from optviz.scene.trace_styles import trace_style
from optviz.scene.traces import Trace

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from optviz.drawing.layout import Layout
    from optviz.geometry import Area, Box
    from optviz.scenario import Scenario
    from optviz.scene.legend import Column
    from optviz.trajectory import Trajectory
    from optviz.views import Drawing, Overlay, Time, Track

    Poses = tuple[Hashable, ...]


class Figure:
    """A scenario's figure on its canvas.

    Args: trajectories: those of the scenario's runs; each says of which cell and run it is.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        output = scenario.output
        scale = output.pixels[0] // output.size[0]
        self.scenario, self.theme, self.trajectories = scenario, THEMES[output.theme], trajectories
        self._cells = scenario.cells
        self.canvas = Canvas(output.pixels, scale * dots_per_inch(*output.size), scale, scenario.fonts)
        self.pixels: Pixels = self.canvas.pixels
        self.styles = run_styles(scenario.runs, self.theme, dict(scenario.output.colors))
        self._page = None if output.background == "transparent" else self.theme.page
        self._digits = Digits(self.canvas.dpi, LABEL_SIZE - 0.5, self.theme.secondary, self._page, scale)
        self._characters = len(str(scenario.steps))
        self._standings = self._measured()
        column, plan = self._arranged()
        self._panels = list(self._placed(plan.panels))
        self._headings = plan.headings
        self._title = scenario.title or scenario.surface.title
        subtitle = self._subtitle(values=bool(column and column.value))
        self._heading = Heading(self._title, subtitle, plan.header, self.canvas.point, math=scenario.math)
        self._legend = self._made_legend(plan, column) if column else None
        self._fields = [self._heading.counter(self._digits, self._characters, self.canvas.size[1])]
        self._fields += self._legend.readouts(self._digits, self.canvas.size[1]) if self._legend else []
        self._texts = [""] * len(self._fields)
        self._background = self._draw_background()
        self._stills: dict[int, _Still] = {}
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

    def overlay_key(self, time: Time) -> Hashable:
        """What is drawn over the traces depends on this, besides the step."""
        return tuple(shown.drawing.overlay_key(time) for shown in self._panels)

    def draw(self, poses: Poses) -> None:
        """Put the still picture for some poses on the canvas, without traces and numbers.

        Views whose camera moves come last, over wide labels of others, which are drawn once.
        """
        self._texts = [""] * len(self._fields)
        self.pixels[:] = self._background
        for index in sorted(range(len(poses)), key=lambda index: self._panels[index].moves):
            self._draw_panel(index, poses[index])

    def _draw_panel(self, index: int, pose: Hashable) -> None:
        """Draw one panel, or put it back as it was drawn."""
        still, shown = self._stills.get(index), self._panels[index]
        if still and still.pose == pose:
            self.pixels[still.place] = still.pixels
            return
        before = None if shown.moves else self.pixels.copy()
        shown.drawing.draw(pose)
        if before is not None:
            place = _changed(before, self.pixels)
            self._stills[index] = _Still(pose, place, self.pixels[place].copy())

    def traces(self, poses: Poses) -> list[Trace]:
        """A trace for every run in every panel, in the order they are stacked; kept for the last poses."""
        if self._traced is None or self._traced[0] != poses:
            self._traced = poses, self._made_traces(poses)
        return self._traced[1]

    def _made_traces(self, poses: Poses) -> list[Trace]:
        found: list[Trace] = []
        by_label = {style.label: style for style in self.styles}
        for shown, pose in zip(self._panels, poses, strict=True):
            for label, tracks in zip(shown.labels, shown.drawing.tracks(pose), strict=True):
                for kind in _kinds(tracks):
                    first = kind[0]
                    room = min(first.area.width, first.area.height) / self.canvas.point
                    style = trace_style(len(kind), room, first.hidden_style, thin=first.thin, shadow=first.shadow)
                    found += [
                        Trace(each, by_label[label], style, self.canvas, self.theme.page) for each in _batches(kind)
                    ]
        return sorted(found, key=lambda trace: not trace.tracks[0].thin)  # companions lie beneath; panels do not meet

    def overlays(self, traces: Sequence[Trace], time: Time) -> list[Overlay]:
        """What is drawn over the traces: what views add, and labels at the heads."""
        found = [overlay for shown in self._panels for overlay in shown.drawing.overlays(time)]
        if self.scenario.traces.labels:
            found += head_labels(traces, time.step, self.theme, math=self.scenario.math)
        return found

    def write(self, step: int, *, ranked: bool) -> list[Box]:
        """Write the counter and the values of a step where the last ones stand; returns the boxes that changed.

        Args: ranked: whether the legend's rows stand in the order of their values, the lowest first and the lost last.
        """
        standings = self._standings
        order: Sequence[int] = range(len(self.styles))
        changed: list[Box] = []
        if ranked:
            order = sorted(order, key=lambda index: float(standings[index].values[step]))
            changed += self._redraw_legend(order)
        room = self._legend.column.value if self._legend else 0
        texts = [f"{step}", *(standings[index].text(step, room) for index in order)][: len(self._fields)]
        for place, (field, text) in enumerate(zip(self._fields, texts, strict=True)):
            box = field.write(self.pixels, text, self._texts[place])
            changed += [box] if box else []
        self._texts = texts
        return changed

    def _redraw_legend(self, order: Sequence[int]) -> list[Box]:
        """Draw the legend, if there is one, in another order and without values; returns the boxes that changed."""
        box = self._legend.area.box(self.canvas.size) if self._legend else None
        if not self._legend or not box:
            return []
        self.pixels[box.rows_columns] = self._background[0, 0]
        self._legend.draw(self.canvas, self.theme, order)
        self._texts[1:] = [""] * (len(self._texts) - 1)
        return [box]

    # How the figure is divided.

    def _measured(self) -> list[Standing]:
        """For each entry of the legend, what it says at every step."""
        first = {self._label(trajectory): trajectory for trajectory in reversed(self.trajectories)}
        return [Standing(first[style.label]) for style in self.styles]

    def _label(self, trajectory: Trajectory) -> str:
        """The label of the run that walked it."""
        return self._cells[trajectory.cell].runs[trajectory.run].label

    def _arranged(self) -> tuple[Column | None, Layout]:
        """The size of a legend entry, if there is a legend, and where everything stands.

        Names are whole where they can be: values go first, in parts and then altogether, then the legend moves below
        the panels, and at last it is the longest names that are cut.
        """
        scenario, places = self.scenario, sides(self.canvas.size)
        if scenario.output.legend == "none":
            return None, self._layout(None, below=places[0])
        labels = [style.label for style in self.styles]
        columns = [
            measure(labels, self.canvas, self._digits, value, math=scenario.math) for value in self._value_lengths()
        ]
        for below, column in product(places, columns):
            plan = self._layout(column, below=below)
            if plan.entry >= column.width and (not below or below == places[0] or self._has_place(plan)):
                return column, plan
        cut = [self._layout(columns[-1], below=below) for below in places]
        plan = cut[-1] if self._has_place(cut[-1]) else cut[0]
        return columns[-1].cut(plan.entry), plan

    def _value_lengths(self) -> list[int]:
        """How many characters values may take in the legend, the best first; none at last."""
        if self.scenario.output.legend == "names" or len(self._cells) > 1:
            return [0]
        lengths = [max(each) for each in zip(*(standing.lengths() for standing in self._standings), strict=True)]
        return [*dict.fromkeys([*lengths, 0])]

    def _has_place(self, plan: Layout) -> bool:
        """Whether a layout has room for its panels and for every entry of the legend."""
        return plan.has_room(self.canvas.point) and plan.places >= len(self.styles)

    def _layout(self, column: Column | None, *, below: bool) -> Layout:
        """Where everything stands, with the legend beside the panels or below."""
        (columns, rows), size, point = self.scenario.grid, self.canvas.size, self.canvas.point
        grid = PanelGrid(columns, rows, len(self.scenario.views))
        width = min(column.width, widest(size, point, below=below)) if column else 0
        entries = len(self.styles) if column else 0
        return layout(size, point, grid, entries, width, self.scenario.output.scale, below=below)

    def _placed(self, areas: Iterable[Area]) -> Iterator[_ShownView]:
        """Every view of every cell on its panel, the views of one cell after those of another."""
        color = {style.label: style.color for style in self.styles}
        views = [(index, view) for index in range(len(self._cells)) for view in self.scenario.views]
        for (index, view), area in zip(views, areas, strict=True):
            cell, own = self._cells[index], [each for each in self.trajectories if each.cell == index]
            labels = [self._label(trajectory) for trajectory in own]
            colors = [color[label] for label in labels]
            panel = Panel(self.canvas, area, self.theme, cell.surface, cell.bounds, own, colors, self.trajectories)
            yield _ShownView(view.on(panel), labels, view.moves)

    def _subtitle(self, *, values: bool) -> str:
        """The surface's formula, or its name where that is long or a parameter varies, and what the views note."""
        notes: dict[str, None] = {}
        surfaces = [cell.surface for cell in self._cells]
        formulas, titles = {each.formula for each in surfaces}, {each.title for each in surfaces}
        if len(formulas) == 1 and len(min(formulas)) <= _LONGEST_FORMULA:
            notes[f"z = {min(formulas)}"] = None
        elif len(titles) == 1:
            notes[min(titles)] = None
        notes |= dict.fromkeys(shown.drawing.note for shown in self._panels if shown.drawing.note)
        if any(shown.drawing.shows_companions for shown in self._panels):
            notes |= dict.fromkeys(self._thin())
        if len(self.scenario.starts) > 1 and values:
            lost = ", what left or diverged as the worst" if any(each.lost.any() for each in self._standings) else ""
            notes[f"values: median of {len(self.scenario.starts)} starts{lost}"] = None
        notes.pop(self._title, None)
        return "  ·  ".join(notes)

    def _thin(self) -> Iterator[str]:
        """What each kind of thin trace is, and of which runs where not every one has it."""
        owners: dict[str, dict[str, None]] = {}
        for trajectory in self.trajectories:
            for entry in trajectory.companions:
                owners.setdefault(entry, {})[self._label(trajectory)] = None
        for entry, found in owners.items():
            yield f"thin: {entry}" + (f" of {', '.join(found)}" if len(found) < len(self.styles) else "")

    def _made_legend(self, plan: Layout, column: Column) -> Legend:
        return Legend(self.styles, plan, column, self.canvas.point, math=self.scenario.math)

    def _draw_background(self) -> Pixels:
        """Draw the page with all that no pose changes: heading, headings of cells, and legend."""
        canvas, theme = self.canvas, self.theme
        canvas.clear(self._page)
        self._heading.draw(canvas, theme, self._digits, self._characters)
        for cell, area in zip(self._cells, self._headings, strict=False):
            middle = area.bottom + area.height / 2
            heading = "  ·  ".join(cell.heading)
            text = fitted(heading, area.width, lambda part: canvas.text_width(part, LABEL_SIZE))
            canvas.text(text, area.left + area.width / 2, middle, LABEL_SIZE, theme.ink, align="center")
        if self._legend:
            self._legend.draw(canvas, theme, range(len(self.styles)))
        return self.pixels.copy()


_LONGEST_FORMULA = 60
"""Characters of a formula that are read at a glance."""


class _ShownView(NamedTuple):
    """A view on its panel, the labels of the runs there, and whether the camera moves."""

    drawing: Drawing
    labels: list[str]
    moves: bool


class _Still(NamedTuple):
    """One panel as it was drawn: what its pose was, which pixels it took, and how they look."""

    pose: Hashable
    place: tuple[slice, slice]
    pixels: Pixels


def _changed(before: Pixels, after: Pixels) -> tuple[slice, slice]:
    """The rows and columns outside of which two pictures are the same."""
    height, width = after.shape[:2]
    differs = before.view(np.uint32)[..., 0] != after.view(np.uint32)[..., 0]
    box = extent(differs, whole((width, height)))
    return box.rows_columns if box else (slice(0), slice(0))


def _kinds(tracks: Sequence[Track]) -> Iterable[list[Track]]:
    """Tracks that are drawn alike."""
    kinds: dict[tuple[bool, bool], list[Track]] = {}
    for track in tracks:
        kinds.setdefault((track.thin, track.shadow), []).append(track)
    return kinds.values()


def _batches(tracks: Sequence[Track]) -> Iterator[Sequence[Track]]:
    """Tracks that are drawn as one: not too many, so that no stroke grows without limit."""
    yield from (tracks[first : first + _LARGEST_BATCH] for first in range(0, len(tracks), _LARGEST_BATCH))


_LARGEST_BATCH = 100
"""The most tracks that are one stroke to the canvas."""
