"""What views of a quantity over the steps have in common: the axes, a line for every run, bands of ensembles."""

from __future__ import annotations

import math
import sys
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Literal
from weakref import WeakKeyDictionary

from optviz.arrays import Array, np
from optviz.cost import Cost
from optviz.drawing import ensembles, marks
from optviz.drawing.axes import Axes, draw_heading, draw_ticks, gutter
from optviz.drawing.ticks import Symlog, short
from optviz.errors import ParameterError
from optviz.views.base import Band, Drawing, Load, Track, View, plain_track, stair_track, stairs, thinned

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from optviz.drawing.guides import AxisNames
    from optviz.drawing.panel import Panel
    from optviz.drawing.ticks import Kind
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory

Scale = Literal["linear", "log", "symlog"]
Against = Literal["step", "calls", "samples", "epochs"]

_AXES = {"step": "step", "calls": "call", "samples": "samples seen", "epochs": "epoch"}
_GUTTER_LEFT, _GUTTER_BOTTOM, _HEADING = 32, 14, 18
"""Points kept free for tick labels, more where they are long, and for the quantity's name above the plot."""
_DENSITY = 1.6
"""How much denser the labels of the y axis stand than elsewhere."""
_DECADES = 12
"""The most decades a log axis shows, down from its top: below is rounding."""
_DECADES_BESIDE_ZERO = 6
"""The most decades a symlog axis shows to each side."""
_BULK = 0.1
"""A symlog axis is linear for about this share of its values, the smallest ones."""
_SMALLEST_DECADE = -300
_BANDS = (0.13, 0.2)
"""The opacity of the bands of an ensemble, the wider one first."""
_EDGES: WeakKeyDictionary[Trajectory, dict[Hashable, list[Array]]] = WeakKeyDictionary()
"""The edges of the bands of ensembles, found once for all panels that share a scale."""
_FAR = 1e4
"""Pixels beyond the plot at which an edge of a band is as good as infinitely far away."""
_ROOM, _LEAST_ROOM, _ROOM_OF_ONE = 0.06, 1e-12, 1e-3
"""How much an axis reaches beyond what is drawn: in shares of its range, at least in shares of the largest number, and
so where there is only one number."""


@dataclass(frozen=True)
class OverSteps(View):
    """A quantity of every run over the steps, the calls or the data; its views say which quantities there are.

    Args: of: the quantity.  scale: of its axis.  against: what it is drawn over.
    """

    lost_is_worst: ClassVar[bool] = True
    """Whether a run that is lost counts as the worst, as is fair where a large number is bad, or does not count."""

    of: str
    scale: Scale = "linear"
    against: Against = "step"

    @abstractmethod
    def words(self, names: AxisNames) -> str:
        """What the quantity is called, where the axes have some names."""

    @property
    def note(self) -> str:
        """What a reader has to know of its lines."""
        return ""

    @abstractmethod
    def rows(self, trajectory: Trajectory, surface: Surface) -> Array:
        """The quantity at every step of every run, (Q, S, N+1): the last with heads, others thin beneath it."""

    def check(self, surface: Surface) -> None:
        """Raise ParameterError where the surface has no samples, and it is drawn over these."""
        if self.against in {"samples", "epochs"} and not surface.samples:
            raise ParameterError("against", f"'{self.against}' needs a surface from data, and this one has no samples")

    def cost(self, load: Load) -> Cost:
        """Of an ensemble that of finding its bands."""
        bands = load.positions * 3e-7 if load.crowd else 0.0
        return super().cost(load._replace(crowd=0)).plus(Cost(bands, 8 * load.positions))

    def on(self, panel: Panel) -> OverStepsDrawing:
        """The quantity's curves on a panel."""
        return OverStepsDrawing(self, panel)


class OverStepsDrawing(Drawing):
    """Curves of a quantity on a panel."""

    rows: list[Array]
    """Of each trajectory the quantity as it is drawn, (S, N+1): in decades on a log axis, NaN where it has no place."""
    beside: list[list[Array]]
    """Likewise of each what is drawn thin beneath it."""

    def __init__(self, view: OverSteps, panel: Panel) -> None:
        self.view, self.panel = view, panel
        self.kind = self._kind()
        self.rows, self.beside = [], []
        for trajectory in panel.trajectories:
            *others, own = self._scaled(self._numbers(trajectory))
            self.rows.append(own)
            self.beside.append(others)
        point = panel.point
        found = self._limits()
        limits = found or (0.0, 1.0)
        self.empty = found is None
        area = panel.area.shrunk(bottom=_GUTTER_BOTTOM * point, right=4 * point, top=_HEADING * point)
        taken = gutter(panel, limits, area.height, kind=self.kind, density=_DENSITY)
        area = area.shrunk(left=max(_GUTTER_LEFT * point, taken))
        notes = view.note, self._banded(), self._hidden() if view.scale == "log" else ""
        self.note = "  ·  ".join(filter(None, notes))
        self.places = [self._along(trajectory) for trajectory in panel.trajectories]
        farthest = max(float(self._along(trajectory)[:, -1].max()) for trajectory in panel.sharing)
        self.axes = Axes(area, (0.0, max(1.0, farthest)), limits)

    def draw(self, pose: None) -> None:
        """Draw a light grid, its labels and the quantity's name."""
        del pose
        panel, area = self.panel, self.axes.area
        if self.empty:
            positive = "positive " if self.view.scale == "log" else ""
            marks.say(panel, area, f"no {positive}{self.words} in view")
        else:
            draw_ticks(panel, self.axes, kind=self.kind, lines=True, density=_DENSITY)
        headings = f"{self.words} by {_AXES[self.view.against]}", self.words
        draw_heading(panel, area, headings, _HEADING * panel.point)

    @property
    def words(self) -> str:
        """What the quantity is called."""
        return self.view.words(self.panel.names)

    def tracks(self, pose: None) -> list[list[Track]]:
        """The quantity at every step; that of a best place so far goes by stairs."""
        del pose
        return [
            [*(thinned(track) for rows in others for track in self._lines(run, rows)), *self._lines(run, own)]
            for run, (own, others) in enumerate(zip(self.rows, self.beside, strict=True))
        ]

    def _lines(self, run: int, rows: Array) -> list[Track]:
        """The lines of those runs of a trajectory that have one."""
        trajectory = self.panel.trajectories[run]
        track = stair_track if trajectory.keeps_best else plain_track
        curves = np.stack([self.places[run], rows], axis=-1)[self._alone(trajectory)]
        return [track(self.axes.pixels(curve), self.axes.area) for curve in curves]

    def bands(self, pose: None) -> Sequence[Band]:
        """Of each ensemble the bands between quantiles at every step; a best place so far goes by stairs."""
        del pose
        return self._bands

    @cached_property
    def _bands(self) -> Sequence[Band]:
        return list(self._found_bands())

    def _found_bands(self) -> Iterator[Band]:
        for run, trajectory in enumerate(self.panel.trajectories):
            if self.panel.of_all(trajectory):
                continue
            along = np.median(self.places[run], axis=0)
            edges = [self._edge(np.column_stack([along, edge]), trajectory) for edge in self._edges(trajectory)]
            ends = np.arange(len(along)) * (2 if trajectory.keeps_best else 1)
            for (lower, upper), opacity in zip(zip(edges[::2], edges[1::2], strict=True), _BANDS, strict=True):
                yield Band(run, lower, upper, ends, self.axes.area, opacity)

    def _alone(self, trajectory: Trajectory) -> slice:
        """Which runs of a trajectory have a line of their own: of an ensemble the median one."""
        if self.panel.of_all(trajectory):
            return slice(None)
        run = ensembles.median_run(trajectory)
        return slice(run, run + 1)

    def _edges(self, trajectory: Trajectory) -> list[Array]:
        """The lower and the upper edge of each band of an ensemble, (N+1,) each, as they are drawn.

        Runs that are lost are the worst; of coordinates, of which none is, they are left out.
        """
        key, kept = (type(self.view), self.view.of), _EDGES.setdefault(trajectory, {})
        if key not in kept:
            own = self._numbers(trajectory)[-1]
            worst = self.view.lost_is_worst
            known = ensembles.worst(trajectory, own) if worst else np.where(trajectory.lost, np.nan, own)
            kept[key] = ensembles.quantiles(known, chain.from_iterable(ensembles.SHARES))
        return [self._scaled(edge, nothing=-np.inf) for edge in kept[key]]

    def _edge(self, curve: Array, trajectory: Trajectory) -> Array:
        """An edge of a band in finite pixels; out of view where there is none."""
        area = self.axes.area
        points = np.nan_to_num(self.axes.pixels(curve), nan=-np.inf, posinf=np.inf, neginf=-np.inf)
        points[:, 1] = np.clip(points[:, 1], area.bottom - _FAR, area.top + _FAR)
        return stairs(points) if trajectory.keeps_best else points

    def _banded(self) -> str:
        """What the bands are, if there are any in the panels that share this one's scale."""
        found = [each for each in self.panel.sharing if not self.panel.of_all(each)]
        if not found:
            return ""
        shares = " and ".join(f"{100 * low:.0f}–{100 * high:.0f} %" for low, high in ensembles.SHARES)
        lost = ", the lost highest" if self.view.lost_is_worst and any(each.lost.any() for each in found) else ""
        return f"bands: {shares} of {ensembles.counted(found)}{lost}"

    def _along(self, trajectory: Trajectory) -> Array:
        """Where along its axis each step stands, (S, N+1)."""
        match self.view.against:
            case "calls":
                return trajectory.calls.astype(float)
            case "samples" | "epochs":
                if trajectory.samples is None:
                    raise ParameterError("against", "the surface has no samples")
                return trajectory.samples / (trajectory.of_samples if self.view.against == "epochs" else 1)
        return trajectory.step_numbers.astype(float)

    def _numbers(self, trajectory: Trajectory) -> Array:
        """The quantity as it is, (Q, S, N+1)."""
        return self.view.rows(trajectory, self.panel.surface_of(trajectory))

    def _scaled(self, rows: Array, nothing: float = math.nan) -> Array:
        """Numbers on the axis; `nothing` where a logarithm has none."""
        if isinstance(self.kind, Symlog):
            return self.kind.places(rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            return rows if self.kind == "linear" else np.where(rows > 0, np.log10(rows), nothing)

    def _kind(self) -> Kind:
        """The kind of its y axis; a symlog one is linear up to the power of ten below the bulk of what is in view."""
        if self.view.scale != "symlog":
            return self.view.scale
        sizes = np.abs(self._in_view(list(map(self._numbers, self.panel.sharing))))
        sizes = np.log10(sizes[sizes > 0])
        if not sizes.size:
            return Symlog(0)
        bulk, top = math.floor(np.quantile(sizes, _BULK)), math.floor(sizes.max())
        return Symlog(max(bulk, top - _DECADES_BESIDE_ZERO, _SMALLEST_DECADE))

    def _hidden(self) -> str:
        """How many numbers a log axis cannot show, if any; the same for all panels that share the scale."""
        shared = self.panel.sharing
        found = [(self._numbers(each), each.fresh, self._alone(each)) for each in shared]
        numbers = np.concatenate([rows[:, own][:, fresh[own]].ravel() for rows, fresh, own in found])
        numbers = numbers[np.isfinite(numbers)]
        drawn = self._drawn()
        least = 10 ** (float(drawn.max()) - _DECADES) if drawn.size else 0.0
        hidden = numbers[(numbers <= 0) | (numbers < least)]
        if not hidden.size:
            return ""
        limit = f"below {short(least)}" if (hidden > 0).any() else "at or below 0"
        return f"{self.words}: {hidden.size} of {numbers.size} {limit}, hidden by the log axis"

    def _limits(self) -> tuple[float, float] | None:
        """The range of what is drawn while the iterates are in the shown bounds: a run that diverges sets no scale.

        None where nothing is.
        """
        drawn = self._drawn()
        if not drawn.size:
            return None
        low, high = float(drawn.min()), float(drawn.max())
        if self.view.scale == "log":
            low = max(low, high - _DECADES)
        room, size = _ROOM * (high - low), max(abs(low), abs(high))
        room = max(room, _LEAST_ROOM * size) if low < high else max(0.5, _ROOM_OF_ONE * size)
        return max(low - room, -sys.float_info.max), min(high + room, sys.float_info.max)

    def _drawn(self) -> Array:
        """All numbers that are drawn and set the scale: of ensembles those of the median runs and of the bands."""
        lines = self._in_view([self._scaled(self._numbers(trajectory)) for trajectory in self.panel.sharing])
        edges = [edge for each in self.panel.sharing if not self.panel.of_all(each) for edge in self._edges(each)]
        found = np.concatenate([lines, *edges])
        finite: Array = found[np.isfinite(found)]
        return finite

    def _in_view(self, rows: list[Array]) -> Array:
        """What is finite of the rows of all that share the scale, while the iterates are in the shown bounds."""
        pairs = zip(rows, self.panel.sharing, strict=True)
        parts = [
            (row[:, own := self._alone(each)], self.panel.bounds.contains(each.positions[own]) & each.fresh[own])
            for row, each in pairs
        ]
        found = np.concatenate([row[:, seen].ravel() for row, seen in parts])
        finite: Array = found[np.isfinite(found)]
        return finite
