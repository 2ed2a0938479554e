"""The figure without its traces: panels, heading and legend, drawn once for every pose of the cameras."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import Pixels, np
from optviz.encoders import Box
from optviz.scene.heading import Heading
from optviz.scene.layout import LABEL_SIZE, dots_per_inch, layout, widest
from optviz.scene.legend import Legend, measure
from optviz.scene.lettering import Lettering
from optviz.scene.strokes import Pen
from optviz.scene.styles import styles
from optviz.scene.traces import Trace, tail_starts
from optviz.scene.writing import Digits, formula, value_text
from optviz.theme import THEMES, parse
from optviz.views import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory


class Stage:
    """A scenario's figure on its canvas.

    Args: trajectories: one for each of the scenario's runs, in their order.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        output = scenario.output
        width, height = output.size
        dpi = dots_per_inch(width, height)
        self.theme, self.trajectories = THEMES[output.theme], trajectories
        self.styles = styles(scenario.runs, self.theme)
        self.point, page = dpi / 72, None if output.background == "transparent" else self.theme.page
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi, facecolor="none")
        self._blank = np.array([*parse(self.theme.page), 255] if page else [255, 255, 255, 0], dtype=np.uint8)
        self.renderer = FigureCanvasAgg(self.figure).get_renderer()
        self.pixels: Pixels = np.asarray(self.renderer.buffer_rgba())
        self.pen = Pen(self.renderer, self.theme.page)
        self._letters = Lettering(self.renderer, self.theme.ink, math=scenario.math)
        self._numbers = Digits(dpi, LABEL_SIZE - 0.5, self.theme.secondary, page)
        self._values = [np.median(trajectory.values, axis=0) for trajectory in trajectories]
        self._order = list(range(len(trajectories)))
        self._arrange(scenario)
        self._ground = self._draw_ground()
        self._still: tuple[tuple[Hashable, ...], Pixels] | None = None

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """The traces' colours, the page and the ink."""
        named = [*(style.color for style in self.styles), self.theme.page, self.theme.ink]
        return tuple(dict.fromkeys(map(parse, named)))

    def poses(self, progress: float) -> tuple[Hashable, ...]:
        """The pose of each view at a moment between 0 and 1."""
        return tuple(drawing.pose(progress) for drawing in self._drawings)

    def set(self, poses: tuple[Hashable, ...]) -> None:
        """Put the still picture for some poses on the canvas, without traces and numbers."""
        self._poses = poses
        self._texts = [""] * len(self._fields)
        if self._still and self._still[0] == poses:
            self.pixels[:] = self._still[1]
            return
        self.figure.clear()
        for drawing, pose in zip(self._drawings, poses, strict=True):
            drawing.draw(pose)
        self.pixels[:] = self._ground
        self.figure.draw(self.renderer)
        self._still = poses, self.pixels.copy()

    def _draw_ground(self) -> Pixels:
        """The page with all that no pose changes: heading and legend."""
        self.pixels[:] = self._blank
        self._heading.draw(self._letters, self.theme.secondary, self._numbers, self._count)
        if self._legend:
            self._legend.draw(self.pen, self._letters, self._order, self.theme.secondary)
        return self.pixels.copy()

    def traces(self, steps: Sequence[int], *, settle: bool) -> list[Trace]:
        """A trace for every run, start and view, in the order they are stacked.

        Args: steps: the step of each frame.  settle: whether long tails settle, which needs poses that stay.
        """
        pairs = [
            (track, style)
            for drawing, pose in zip(self._drawings, self._poses, strict=True)
            for style, tracks in zip(self.styles, drawing.tracks(pose), strict=True)
            for track in tracks
        ]
        pairs.sort(key=lambda pair: not pair[0].thin)  # companions lie beneath; panels do not meet
        starts = tail_starts([track for track, _ in pairs], steps, self.point) if settle else [None] * len(pairs)
        return [
            Trace(track, style, self.pen, self.point, steps, first)
            for (track, style), first in zip(pairs, starts, strict=True)
        ]

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

    def _arrange(self, scenario: Scenario) -> None:
        """Divide the figure between heading, panels and legend."""
        size = scenario.output.size
        labels = [style.label for style in self.styles] if scenario.output.legend != "none" else []
        column = measure(labels, self._letters, self._numbers, self.point, widest(size)) if labels else None
        plan = layout(size, self.point, len(scenario.views), len(labels), column.width if column else 0)
        self._drawings = [
            view.on(
                Panel(
                    self.figure,
                    area,
                    self.point,
                    self.theme,
                    scenario.surface,
                    scenario.bounds,
                    self.trajectories,
                )
            )
            for view, area in zip(scenario.views, plan.panels, strict=True)
        ]
        self._count = len(str(scenario.steps))
        self._heading = Heading(
            scenario.title or scenario.surface.title, self._subtitle(scenario), plan.header, self.point
        )
        self._fields = [self._heading.counter(self._numbers, self._count, size[1])]
        self._legend = None
        if column:
            self._legend = Legend(self.styles, plan.legend, plan.columns, column, self.point)
            self._fields += self._legend.readouts(self._numbers, size[1])

    def _subtitle(self, scenario: Scenario) -> str:
        """The surface's formula, or its name where that is long, and what the views want said."""
        written = formula(scenario.surface.expression, scenario.surface.parameters)
        named = f"z = {written}" if len(written) <= _LONGEST_FORMULA else scenario.surface.title
        notes = dict.fromkeys(drawing.note for drawing in self._drawings if drawing.note)
        if any(drawing.shows_companions for drawing in self._drawings):
            notes |= dict.fromkeys(self._thin())
        if len(scenario.starts) > 1 and scenario.output.legend != "none":
            notes[f"values: median of {len(scenario.starts)} starts"] = None
        return "  ·  ".join([named, *notes])

    def _thin(self) -> Iterator[str]:
        """What each kind of thin trace is, and of whom where not every run has it."""
        owners: dict[str, list[str]] = {}
        for trajectory in self.trajectories:
            for entry in trajectory.companions:
                owners.setdefault(entry, []).append(trajectory.label)
        for entry, labels in owners.items():
            yield f"thin: {entry}" + (f" of {', '.join(labels)}" if len(labels) < len(self.trajectories) else "")

    def _legend_ranked(self, order: Sequence[int]) -> Box:
        """Draw the legend anew in another order; returns its box."""
        assert self._legend  # noqa: S101  (the caller asked only where there is one)
        area, height = self._legend.area, self.pixels.shape[0]
        box = Box(int(area.left), height - int(area.top) - 1, int(area.right) + 1, height - int(area.bottom))
        self.pixels[box.top : box.bottom, box.left : box.right] = self._blank
        self._legend.draw(self.pen, self._letters, order, self.theme.secondary)
        self._texts[1:] = [""] * (len(self._texts) - 1)
        return box


_LONGEST_FORMULA = 60
"""Characters of a formula that are read at a glance."""
