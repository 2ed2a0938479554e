"""A quantity of each run against the step, or against what the run has asked of its oracle."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from optviz.arrays import Array, np
from optviz.drawing import marks
from optviz.drawing.axes import TICK_SIZE, Axes, draw_ticks, gutter
from optviz.errors import ParameterError
from optviz.views.base import Drawing, Track, View, plain_track

if TYPE_CHECKING:
    from optviz.drawing.panel import Panel
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory

Quantity = Literal["value", "x", "y", "gradient_norm", "distance"]

_TITLES = {
    "value": "value",
    "x": "x",
    "y": "y",
    "gradient_norm": "gradient norm",
    "distance": "distance to minimizer",
}
_AXES = {"step": "step", "calls": "call"}
_GUTTER_LEFT, _GUTTER_BOTTOM, _HEADING = 32, 14, 18
"""Points kept free for tick labels, more where they are long, and for the quantity's name above the plot."""
_DENSITY = 1.6
"""How much denser the labels of the y axis stand than elsewhere."""
_DECADES = 12
"""The most decades a log axis shows, down from its top: below is rounding."""
_ROOM, _LEAST_ROOM, _ROOM_OF_ONE = 0.06, 1e-12, 1e-3
"""How much an axis reaches beyond what is drawn: in shares of its range, at least in shares of the largest number, and
so where there is only one number."""


@dataclass(frozen=True)
class Curve(View):
    """One quantity of every run against the step or the calls, on a linear or a log axis.

    Args: of: the surface's value; x or y; the norm of the gradient (without noise and clipping); or the distance
            to the nearest minimizer.  scale: linear or log; a log axis leaves out what is not positive, and
            shows at most the upper 12 decades.  against: the step, or the calls so far: every value, gradient and
            Hessian a run has asked for, so that methods that ask twice a step are compared fairly.
    Raises: ParameterError where nothing can be drawn: the surface declares no minimizers.
    """

    name: ClassVar[str] = "curve"
    title: ClassVar[str] = "Curves"

    of: Quantity = "value"
    scale: Literal["linear", "log"] = "linear"
    against: Literal["step", "calls"] = "step"

    def check(self, surface: Surface) -> None:
        """Raise ParameterError where a distance is asked of a surface without minimizers."""
        if self.of == "distance" and not surface.minimizers:
            raise ParameterError("of", "'distance' needs a surface with minimizers, and this one declares none")

    def on(self, panel: Panel) -> CurveDrawing:
        """The quantity's curves on a panel."""
        return CurveDrawing(self, panel)


class CurveDrawing(Drawing):
    """Curves on a panel."""

    def __init__(self, view: Curve, panel: Panel) -> None:
        self.view, self.panel = view, panel
        self.rows = [self._rows(trajectory) for trajectory in panel.trajectories]
        point = panel.point
        found, scale = self._limits(), view.scale
        limits = found or (0.0, 1.0)
        self.empty = found is None
        area = panel.area.shrunk(bottom=_GUTTER_BOTTOM * point, right=4 * point, top=_HEADING * point)
        taken = gutter(panel, limits, area.height, kind=scale, density=_DENSITY)
        area = area.shrunk(left=max(_GUTTER_LEFT * point, taken))
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
            draw_ticks(panel, self.axes, kind=self.view.scale, lines=True, density=_DENSITY)
        heading = _heading(_TITLES[self.view.of], _AXES[self.view.against], area.width / panel.point)
        middle = area.top + (_HEADING / 2) * panel.point
        panel.canvas.text(heading, area.left, middle, TICK_SIZE + 0.5, panel.theme.secondary)

    def tracks(self, pose: None) -> list[list[Track]]:
        """The quantity at every step."""
        del pose
        curves = [np.stack(pair, axis=-1) for pair in zip(self.places, self.rows, strict=True)]
        return [[plain_track(self.axes.pixels(curve), self.axes.area) for curve in each] for each in curves]

    def _along(self, trajectory: Trajectory) -> Array:
        """Where along its axis each step stands, (S, N+1)."""
        if self.view.against == "calls":
            return trajectory.calls.astype(float)
        steps = np.arange(0, trajectory.steps + 1, trajectory.every, dtype=float)
        return np.broadcast_to(steps, trajectory.values.shape)

    def _rows(self, trajectory: Trajectory) -> Array:
        """The quantity as it is drawn, (S, N+1): in decades on a log axis, NaN where it has no place."""
        rows = quantity(trajectory, self.view.of)
        if self.view.scale == "linear":
            return rows
        return np.where(rows > 0, np.log10(rows), np.nan)

    def _limits(self) -> tuple[float, float] | None:
        """The range of what is drawn while the iterates are in the shown bounds: a run that diverges sets no scale.

        None where nothing is.
        """
        bounds, view = self.panel.bounds, self.view
        shared = [(self._rows(trajectory), bounds.contains(trajectory.positions)) for trajectory in self.panel.sharing]
        drawn = np.concatenate([rows[inside] for rows, inside in shared])
        drawn = drawn[np.isfinite(drawn)]
        if not drawn.size:
            return None
        low, high = float(drawn.min()), float(drawn.max())
        if view.scale == "log":
            low = max(low, high - _DECADES)
        room, size = _ROOM * (high - low), max(abs(low), abs(high))
        room = max(room, _LEAST_ROOM * size) if low < high else max(0.5, _ROOM_OF_ONE * size)
        return max(low - room, -sys.float_info.max), min(high + room, sys.float_info.max)


def quantity(trajectory: Trajectory, of: Quantity) -> Array:
    """One quantity of a trajectory at every step, (S, N+1)."""
    if of in {"x", "y"}:
        return trajectory.positions[..., "xy".index(of)]
    if of == "distance":
        if trajectory.distances is None:
            raise ParameterError("of", "the surface declares no minimizers to measure the distance to")
        return trajectory.distances
    return trajectory.values if of == "value" else trajectory.gradient_norms


def _heading(title: str, along: str, room: float) -> str:
    """A quantity's name above its plot, with the axis it runs over where there is room, in points."""
    longer = f"{title} by {along}"
    return longer if 0.6 * TICK_SIZE * len(longer) < room else title
