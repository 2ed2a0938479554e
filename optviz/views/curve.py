"""A quantity of each run against the step, or against what the run has asked of its oracle."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Literal
from weakref import WeakKeyDictionary

from optviz.arrays import Array, np
from optviz.cost import Cost
from optviz.drawing import ensembles, marks
from optviz.drawing.axes import TICK_SIZE, Axes, Symlog, draw_ticks, gutter, short
from optviz.errors import ParameterError
from optviz.views.base import Band, Drawing, Load, Track, View, plain_track, stair_track, stairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.drawing.axes import Kind
    from optviz.drawing.panel import Panel
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory

Quantity = Literal["value", "gap", "x", "y", "gradient_norm", "distance"]

_TITLES = {
    "value": "value",
    "gap": "gap f − f*",
    "x": "x",
    "y": "y",
    "gradient_norm": "gradient norm",
    "distance": "distance to minimizer",
}
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
_EDGES: WeakKeyDictionary[Trajectory, dict[Quantity, list[Array]]] = WeakKeyDictionary()
"""The edges of the bands of ensembles, found once for all panels that share a scale."""
_FAR = 1e4
"""Pixels beyond the plot at which an edge of a band is as good as infinitely far away."""
_ROOM, _LEAST_ROOM, _ROOM_OF_ONE = 0.06, 1e-12, 1e-3
"""How much an axis reaches beyond what is drawn: in shares of its range, at least in shares of the largest number, and
so where there is only one number."""


@dataclass(frozen=True)
class Curve(View):
    """One quantity of every run against the step or the calls, on a linear, a log or a symlog axis.

    Args: of: the surface's value; its gap, f - f*, to the least value f* at the surface's minimizers; x or y; the norm
            of the gradient (without noise and clipping); or the distance to the nearest minimizer.
        scale: linear; log, which shows only what is positive, at most the upper 12 decades, and says how much that
            hides; or symlog, which is log to both sides of 0 and linear around it.
        against: the step; the calls so far: every value, gradient and Hessian a run has asked for, so that methods that
            ask twice a step are compared fairly; the samples of the data that these looked at; or the epochs, as many
            samples as there are.
    Raises: ParameterError where nothing can be drawn: the surface declares no minimizers, has no value there, or has no
        samples.
    """

    name: ClassVar[str] = "curve"
    title: ClassVar[str] = "Curves"

    of: Quantity = "value"
    scale: Literal["linear", "log", "symlog"] = "linear"
    against: Literal["step", "calls", "samples", "epochs"] = "step"

    def check(self, surface: Surface) -> None:
        """Raise ParameterError where the surface has no minimizers, or no samples, and the curve needs them."""
        if self.against in {"samples", "epochs"} and not surface.samples:
            raise ParameterError("against", f"'{self.against}' needs a surface from data, and this one has no samples")
        if self.of not in {"distance", "gap"}:
            return
        if not surface.minimizers and (self.of == "distance" or surface.least is None):
            raise ParameterError("of", f"'{self.of}' needs a surface with minimizers, and this one declares none")
        if self.of == "gap" and not all(map(surface.is_finite_at, surface.minimizers)):
            raise ParameterError("of", "'gap' needs a finite value at the minimizers, and this surface has none there")

    def cost(self, load: Load) -> Cost:
        """Of an ensemble that of finding its bands."""
        bands = load.positions * 3e-7 if load.crowd else 0.0
        return super().cost(load._replace(crowd=0)).plus(Cost(bands, 8 * load.positions))

    def on(self, panel: Panel) -> CurveDrawing:
        """The quantity's curves on a panel."""
        return CurveDrawing(self, panel)


class CurveDrawing(Drawing):
    """Curves on a panel."""

    def __init__(self, view: Curve, panel: Panel) -> None:
        self.view, self.panel = view, panel
        self.kind = self._kind()
        self.rows = [self._rows(trajectory) for trajectory in panel.trajectories]
        point = panel.point
        found = self._limits()
        limits = found or (0.0, 1.0)
        self.empty = found is None
        area = panel.area.shrunk(bottom=_GUTTER_BOTTOM * point, right=4 * point, top=_HEADING * point)
        taken = gutter(panel, limits, area.height, kind=self.kind, density=_DENSITY)
        area = area.shrunk(left=max(_GUTTER_LEFT * point, taken))
        notes = self._banded(), self._hidden() if view.scale == "log" else ""
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
            marks.say(panel, area, f"no {positive}{_TITLES[self.view.of]} in view")
        else:
            draw_ticks(panel, self.axes, kind=self.kind, lines=True, density=_DENSITY)
        heading = _heading(_TITLES[self.view.of], _AXES[self.view.against], area.width / panel.point)
        middle = area.top + (_HEADING / 2) * panel.point
        panel.canvas.text(heading, area.left, middle, TICK_SIZE + 0.5, panel.theme.secondary)

    def tracks(self, pose: None) -> list[list[Track]]:
        """The quantity at every step; that of a best place so far goes by stairs."""
        del pose
        return [
            [
                (stair_track if trajectory.keeps_best else plain_track)(self.axes.pixels(curve), self.axes.area)
                for curve in np.stack(pair, axis=-1)[self._alone(trajectory)]
            ]
            for trajectory, *pair in zip(self.panel.trajectories, self.places, self.rows, strict=True)
        ]

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
        of, kept = self.view.of, _EDGES.setdefault(trajectory, {})
        if of not in kept:
            values = quantity(trajectory, of)
            known = np.where(trajectory.lost, np.nan, values) if of in "xy" else ensembles.worst(trajectory, values)
            kept[of] = ensembles.quantiles(known, chain.from_iterable(ensembles.SHARES))
        return [self._scaled(edge, nothing=-np.inf) for edge in kept[of]]

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
        lost = "" if self.view.of in {"x", "y"} or not any(each.lost.any() for each in found) else ", the lost highest"
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
        steps = np.arange(0, trajectory.steps + 1, trajectory.every, dtype=float)
        return np.broadcast_to(steps, trajectory.values.shape)

    def _rows(self, trajectory: Trajectory) -> Array:
        """The quantity as it is drawn, (S, N+1): in decades on a log axis, NaN where it has no place."""
        return self._scaled(quantity(trajectory, self.view.of))

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
        sizes = np.abs(self._in_view([quantity(trajectory, self.view.of) for trajectory in self.panel.sharing]))
        sizes = np.log10(sizes[sizes > 0])
        if not sizes.size:
            return Symlog(0)
        bulk, top = math.floor(np.quantile(sizes, _BULK)), math.floor(sizes.max())
        return Symlog(max(bulk, top - _DECADES_BESIDE_ZERO, _SMALLEST_DECADE))

    def _hidden(self) -> str:
        """How many numbers a log axis cannot show, if any; the same for all panels that share the scale."""
        of, shared = self.view.of, self.panel.sharing
        numbers = np.concatenate([quantity(each, of)[self._alone(each)].ravel() for each in shared])
        numbers = numbers[np.isfinite(numbers)]
        drawn = self._drawn()
        least = 10 ** (float(drawn.max()) - _DECADES) if drawn.size else 0.0
        hidden = numbers[(numbers <= 0) | (numbers < least)]
        if not hidden.size:
            return ""
        limit = f"below {short(least)}" if (hidden > 0).any() else "at or below 0"
        return f"{_TITLES[of]}: {hidden.size} of {numbers.size} {limit}, hidden by the log axis"

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
        lines = self._in_view([self._rows(trajectory) for trajectory in self.panel.sharing])
        edges = [edge for each in self.panel.sharing if not self.panel.of_all(each) for edge in self._edges(each)]
        found = np.concatenate([lines, *edges])
        finite: Array = found[np.isfinite(found)]
        return finite

    def _in_view(self, rows: list[Array]) -> Array:
        """What is finite of the rows of all that share the scale, while the iterates are in the shown bounds."""
        pairs = zip(rows, self.panel.sharing, strict=True)
        parts = [
            (row[own := self._alone(each)], self.panel.bounds.contains(each.positions[own])) for row, each in pairs
        ]
        found = np.concatenate([row[seen] for row, seen in parts])
        finite: Array = found[np.isfinite(found)]
        return finite


def quantity(trajectory: Trajectory, of: Quantity) -> Array:
    """One quantity of a trajectory at every step, (S, N+1)."""
    if of in {"x", "y"}:
        return trajectory.positions[..., "xy".index(of)]
    if of == "distance":
        if trajectory.distances is None:
            raise ParameterError("of", "the surface declares no minimizers to measure the distance to")
        return trajectory.distances
    if of == "gap":
        if trajectory.least is None:
            raise ParameterError("of", "the surface declares no minimizers whose value could be the least")
        return trajectory.values - trajectory.least
    return trajectory.values if of == "value" else trajectory.gradient_norms


def _heading(title: str, along: str, room: float) -> str:
    """A quantity's name above its plot, with the axis it runs over where there is room, in points."""
    longer = f"{title} by {along}"
    return longer if 0.6 * TICK_SIZE * len(longer) < room else title
