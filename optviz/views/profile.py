"""The surface along a line: downhill from where a run is, as pictures of step sizes show it, or between two points."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from annotated_types import MaxLen

from optviz.arrays import Array, np
from optviz.cost import Cost
from optviz.drawing import ensembles, marks
from optviz.drawing.axes import Axes, draw_heading, draw_ticks, gutter
from optviz.drawing.shapes import Edge, Shapes, ellipses
from optviz.drawing.strokes import Stroke
from optviz.drawing.ticks import short
from optviz.errors import ParameterError, suggestion
from optviz.views.base import Drawing, Load, Time, Track, View, plain_track, within_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.arrays import Rows
    from optviz.drawing.panel import Panel
    from optviz.trajectory import Trajectory
    from optviz.views.base import Overlay

    Ends: TypeAlias = tuple[float, float]

_GUTTER_LEFT, _GUTTER_BOTTOM, _HEADING = 32, 14, 18
"""Points kept free for tick labels, more where they are long, and for what the plot shows above it."""
_SAMPLES = 257
"""Places along a line at which the surface's value is found."""
_ROWS = 64
"""The most steps whose lines decide how far the axis of values reaches."""
_NEAR = 0.02
"""How near to a line between two points a run must be to be drawn, in shares of its length."""
_BEYOND = 0.25
"""How much farther than to any next iterate a line goes, in shares of what it shows of these."""
_SHORTEST = 0.1
"""The least length of a line, in shares of the diagonal of what is shown."""
_ROOM, _HEADROOM, _LEAST_ROOM = 0.06, 0.25, 1e-9
"""Room beyond the values at the heads, in shares of their range: below, above, and at least, of the largest number."""
_LEAST = 1e-250
"""A length below which there are too few digits for an axis."""
_DEEPEST = 1.0
"""How far below all values at the heads the axis may reach, in shares of their range."""
_CURVE, _MODEL, _WAY = 1.7, 1.2, 1.2
"""Points: the width of the surface's line, of its local quadratic's, and of the way to the next iterate."""
_DASH = (4.0, 3.0)
_RING, _RING_LINE, _RING_CASING = 7.0, 1.5, 0.8
"""Points: across the ring at the next iterate, of its line, and of the page-coloured edge on each side."""
_FREE = 5.5
"""Points round the head in which no line is drawn over it."""


@dataclass(frozen=True)
class Profile(View):
    """The surface along a line against the distance: downhill from where one run is, or between two points.

    Downhill, along the negative gradient, it shows at every step where the run is and, by a ring, where it goes next:
    how far a step should go, and how far it does. Between two points it shows the runs that come near the line.

    Args: along: gradient, or two points [[x, y], [x, y]].
        of: the run whose gradient is followed, by its label or its optimizer's name; the first one if left out,
            and in cells without it.
        model: whether the local quadratic, by slope and curvature at the head, is drawn beside the surface, dashed.
    Raises: ParameterError where the points are one, or where `of` or `model` are given for a line between points.
    """

    name: ClassVar[str] = "profile"
    title: ClassVar[str] = "Profile"
    telling_steps: ClassVar[int] = 3

    along: Literal["gradient"] | tuple[tuple[float, float], tuple[float, float]] = "gradient"
    of: Annotated[str, MaxLen(60)] = ""
    model: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.along == "gradient":
            return
        for name, given in (("of", self.of), ("model", self.model)):
            if given:
                raise ParameterError(name, "is only for a line along the gradient, and this one has two points")
        length = math.dist(*self.along)
        if not _LEAST < length < math.inf:
            raise ParameterError("along", "needs two different points" if length < 1 else "has points too far apart")

    def check_runs(self, names: Iterable[str]) -> None:
        """Raise ParameterError where no run has the name that is asked for."""
        known = list(dict.fromkeys(names))
        if self.of and self.of not in known:
            raise ParameterError("of", f"no run is named {self.of!r}{suggestion(self.of, known)}")

    def cost(self, load: Load) -> Cost:
        """That of the values along the line, anew in every frame where it moves."""
        lines = load.frames if self.along == "gradient" else 1
        return super().cost(load).plus(Cost(lines * (1e-3 + _SAMPLES * (5e-8 + 3e-9 * load.operations))))

    def on(self, panel: Panel) -> ProfileDrawing:
        """The line on a panel."""
        return BetweenPoints(self, panel) if isinstance(self.along, tuple) else Downhill(self, panel)


class ProfileDrawing(Drawing):
    """A line through a surface on a panel: what both kinds of lines share.

    Args: headings: what it shows, the longest first, of which the first that fits is written.  limits: the ends of both
        axes; None where there is nothing to show.
    """

    def __init__(self, panel: Panel, headings: Sequence[str], limits: tuple[Ends, Ends] | None) -> None:
        self.panel, self.headings, self.empty = panel, headings, limits is None
        along, values = limits or ((0.0, 1.0), (0.0, 1.0))
        point = panel.point
        area = panel.area.shrunk(bottom=_GUTTER_BOTTOM * point, right=4 * point, top=_HEADING * point)
        taken = gutter(panel, values, area.height)
        self.axes = Axes(area.shrunk(left=max(_GUTTER_LEFT * point, taken)), along, values)

    def draw(self, pose: None) -> None:
        """Draw a light grid, its labels, and what is shown."""
        del pose
        panel, area = self.panel, self.axes.area
        if self.empty:
            marks.say(panel, area, marks.NOTHING)
        else:
            draw_ticks(panel, self.axes, lines=True)
        draw_heading(panel, area, self.headings, _HEADING * panel.point)

    def stroke(self, points: Array, color: str, width: float, *, dashed: bool = False) -> Stroke:
        """A line through points (M, 2) of distances and values."""
        panel = self.panel
        pixels = within_reach(self.axes.pixels(points))
        pixels[~np.isfinite(pixels).all(axis=1)] = np.nan
        dash = _DASH if dashed else None
        return Stroke(pixels, color, width, panel.theme.page, self.axes.area, panel.point, dash)


class BetweenPoints(ProfileDrawing):
    """The surface between two points, and the runs that come near the line."""

    def __init__(self, view: Profile, panel: Panel) -> None:
        self.begin, end = np.array(view.along, dtype=float)
        self.length = float(np.hypot(*(end - self.begin)))
        self.direction = (end - self.begin) / self.length
        distances = np.linspace(0, self.length, _SAMPLES)
        places = self.begin + distances[:, None] * self.direction
        self.points = np.column_stack([distances, panel.surface.value(places)])
        self.near = _NEAR * self.length
        found = _around(self.points[:, 1], _ROOM, _ROOM)
        ends = [f"({x:.3g}, {y:.3g})".replace("-", "−") for x, y in (self.begin, end)]
        value = panel.names.z or "value"
        whole = f"{value} from {ends[0]} to {ends[1]}"
        headings = [f"{whole} by distance", whole, f"{value} by distance", value]
        super().__init__(panel, headings, ((0.0, self.length), found) if found else None)
        self.note = f"runs within {short(self.near)} of the line"

    def draw(self, pose: None) -> None:
        """Draw the surface's line, too."""
        super().draw(pose)
        if not self.empty:
            self.stroke(self.points, self.panel.theme.ink, _CURVE).draw(self.panel.canvas)

    def tracks(self, pose: None) -> list[list[Track]]:
        """The iterates near the line, at their distance along it and at their own value."""
        del pose
        return [
            [self._track(*each) for each in zip(trajectory.positions, trajectory.values, strict=True)]
            for trajectory in self.panel.trajectories
        ]

    def _track(self, positions: Array, values: Array) -> Track:
        x, y = (positions - self.begin).T
        along = x * self.direction[0] + y * self.direction[1]
        beside = np.abs(x * self.direction[1] - y * self.direction[0])
        near = (beside <= self.near) & (along >= -self.near) & (along <= self.length + self.near)
        points = np.where(near[:, None], np.column_stack([along, values]), np.nan)
        return replace(plain_track(self.axes.pixels(points), self.axes.area), leaves=False)


class Downhill(ProfileDrawing):
    """The surface along the negative gradient where one run is, which changes with every step.

    The axes stay, so that lengths can be compared, and what changes lies over the still picture.
    """

    def __init__(self, view: Profile, panel: Panel) -> None:
        self.view = view
        self.run = _followed(view.of, panel.trajectories)
        self.trajectory, self.surface = panel.trajectories[self.run], panel.surface_of(panel.trajectories[self.run])
        shown = self.trajectory
        start = 0 if panel.of_all(shown) else ensembles.median_run(shown)
        self.positions, self.values = shown.positions[start], shown.values[start]
        self.start, self.inside = start, panel.bounds.contains(self.positions) & np.isfinite(self.values)
        self.directions = self._directions()
        self.following = _following(shown.step_numbers[start])
        ways = np.append(self.positions, [[np.nan, np.nan]], axis=0)[self.following] - self.positions
        self.onward = (ways * self.directions).sum(axis=1)
        self.panel = panel
        super().__init__(panel, self._words(), self._limits())
        rings = ["ring: the next iterate"] if np.isfinite(self.onward).any() else []
        self.note = "  ·  ".join([*rings, *["dashed: the local quadratic"] * view.model])

    def tracks(self, pose: None) -> list[list[Track]]:
        """The value at each step at distance 0; other runs are not on this line."""
        del pose
        return [
            [self._track(run, start) for start in range(len(trajectory.starts))]
            for run, trajectory in enumerate(self.panel.trajectories)
        ]

    def overlays(self, time: Time) -> Iterator[Overlay]:
        """The surface along the line of the present step, its local quadratic, and the way to the next iterate."""
        seen, theme = np.flatnonzero(self.inside[: time.step // self.trajectory.every + 1]), self.panel.theme
        if self.empty or not seen.size:
            return
        row = int(seen[-1])  # of a run that has left, its last line stays
        if np.isfinite(self.directions[row]).all():
            distances = np.linspace(*self.axes.x, _SAMPLES)
            if self.view.model:
                yield self._over(row, distances, self._modelled(row, distances), theme.secondary, _MODEL, dashed=True)
            yield self._over(row, distances, self._found(row, distances), theme.ink, _CURVE)
        if np.isfinite(self.onward[row]):
            yield from self._next(row)

    # What is drawn at one step.

    def _over(
        self, row: int, distances: Array, values: Array, color: str, width: float, *, dashed: bool = False
    ) -> Stroke:
        """A line, which leaves the head free."""
        found = self.stroke(np.column_stack([distances, values]), color, width, dashed=dashed)
        head = self.axes.pixels(np.array([0.0, self.values[row]]))
        near = np.hypot(*(found.points - head).T) < _FREE * self.panel.point
        return replace(found, points=np.where(near[:, None], np.nan, found.points))

    def _next(self, row: int) -> Iterator[Overlay]:
        """A line from the head to a ring at the next iterate."""
        panel, color, area = self.panel, self.panel.colors[self.run], self.axes.area
        places = np.array([[0.0, self.values[row]], [self.onward[row], self.values[self.following[row]]]])
        head, goal = within_reach(self.axes.pixels(places))
        length = float(np.hypot(*(goal - head)))
        rest = _FREE * panel.point / max(length, 1e-9)
        if not (math.isfinite(length) and rest < 1):
            return
        way = np.stack([head + rest * (goal - head), goal])
        yield Stroke(way, color, _WAY, panel.theme.page, area, panel.point)
        if area.contains(goal):
            ring = ellipses(goal[None], np.full((1, 2), _RING / 2 * panel.point))
            edges = Edge(panel.theme.page, _RING_LINE + 2 * _RING_CASING), Edge(color, _RING_LINE)
            yield Shapes(ring, area, panel.point, edges, panel.theme.page)

    def _track(self, run: int, start: int) -> Track:
        points = np.full((len(self.panel.trajectories[run].positions[start]), 2), np.nan)
        own = run == self.run and start == self.start
        if own:
            points = np.column_stack([np.zeros(len(points)), np.where(self.inside, self.values, np.nan)])
        return replace(plain_track(self.axes.pixels(points), self.axes.area), bare=True, leaves=own)

    # The line of each step.

    def _directions(self) -> Array:
        """The unit vectors downhill, (N+1, 2); not a number where there is no slope."""
        found = np.full(self.positions.shape, np.nan)
        if self.inside.any():
            slopes = -self.surface.gradient(self.positions[self.inside])
            slopes = slopes / np.abs(slopes).max(axis=1, keepdims=True)
            found[self.inside] = slopes / np.hypot(*slopes.T)[:, None]
        return found

    def _found(self, row: int, distances: Array) -> Array:
        """The surface's values at some distances."""
        return self.surface.value(self.positions[row] + distances[:, None] * self.directions[row])

    def _modelled(self, row: int, distances: Array) -> Array:
        """Those of its local quadratic, f + s g·u + s² u·H u / 2."""
        place, along = self.positions[row], self.directions[row]
        slope, bend = self.surface.gradient(place) @ along, along @ self.surface.hessian(place) @ along
        return np.asarray(self.values[row] + distances * slope + distances**2 * bend / 2)

    def _limits(self) -> tuple[Ends, Ends] | None:
        """Far enough for all next iterates that are in view, and high enough for all heads."""
        if not self.inside.any():
            return None
        known = self.onward[self.inside & np.append(self.inside, False)[self.following] & np.isfinite(self.onward)]
        west, east = min(0.0, float(known.min(initial=0.0))), max(0.0, float(known.max(initial=0.0)))
        (x0, x1), (y0, y1) = self.panel.bounds.x, self.panel.bounds.y
        span = max(east - west, _SHORTEST * math.hypot(x1 - x0, y1 - y0))
        along = west - _BEYOND * span, max(east, west + span) + _BEYOND * span
        heads = self.values[self.inside]
        rows = np.flatnonzero(self.inside & np.isfinite(self.directions).all(axis=1))
        rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(_ROWS, len(rows))).astype(int))] if len(rows) else rows
        lines = [self._found(row, np.linspace(*along, _SAMPLES // 4)) for row in rows.tolist()]
        below = np.concatenate([heads, *lines])
        below = below[np.isfinite(below)]
        size = float(heads.max() / 2 - heads.min() / 2) * 2 or float(below.max() / 2 - below.min() / 2)
        low = max(float(below.min()), float(heads.min()) - _DEEPEST * size)
        found = _around(np.array([low, float(heads.max())]), _ROOM, _HEADROOM)
        return (along, found) if found and _LEAST < along[1] - along[0] < math.inf else None

    def _words(self) -> list[str]:
        label = f" from {self.trajectory.label}" if len(self.panel.trajectories) > 1 else ""
        value = self.panel.names.z or "value"
        lines = [f"{value} along the negative gradient{label}", f"{value} downhill{label}"]
        return [f"{lines[0]} by distance", *lines, f"{value} downhill", value]


def _followed(of: str, trajectories: Sequence[Trajectory]) -> int:
    """Which of some trajectories is meant by a name; the first where none is."""
    names = ((each.entry, each.label, each.optimizer) for each in trajectories)
    return next((index for index, each in enumerate(names) if of and of in each), 0)


def _following(numbers: Rows) -> Rows:
    """The row of the step after that of each row; the number of rows where there is none."""
    rows = np.searchsorted(numbers, numbers + 1)
    return np.where(np.append(numbers, -1)[rows] == numbers + 1, rows, len(numbers))


def _around(values: Array, below: float, above: float) -> tuple[float, float] | None:
    """The ends of an axis for some values, with room in shares of their range; None where none is finite."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    least = _LEAST_ROOM * max(abs(low), abs(high))
    size = max(high / 2 - low / 2, least) * 2
    size = size if size > _LEAST else 1.0
    largest = sys.float_info.max
    return max(low - below * size, -largest), min(high + above * size, largest)
