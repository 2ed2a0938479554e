"""The surface from above: filled level bands with thin lines between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Le

from optviz.arrays import Array, np
from optviz.cost import Cost
from optviz.drawing import heights, marks
from optviz.drawing.axes import Axes, draw_ticks, gutter, naming
from optviz.drawing.bands import draw_bands
from optviz.drawing.colorbar import Colorbar
from optviz.drawing.field import draw_field
from optviz.drawing.inset import Inset, Zoom, clear_of, frame, hairline, outside, region_outline
from optviz.drawing.keyframes import Easing, Move, factor_at, moves
from optviz.drawing.local_quadratic import Curvatures
from optviz.drawing.trials import Newest, Polygon, dot_size
from optviz.errors import ParameterError
from optviz.geometry import Area
from optviz.surfaces import Bounds
from optviz.views.base import (
    Dots,
    Drawing,
    Load,
    Time,
    Track,
    View,
    after_the_start,
    beside,
    plain_track,
    thinned,
    within_reach,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from optviz.drawing.axes import Naming
    from optviz.drawing.layout import Proportions
    from optviz.drawing.panel import Panel
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory
    from optviz.views.base import Overlay

_GUTTER_LEFT, _GUTTER_BOTTOM = 24, 14
"""Points kept free for tick labels, more where they are long."""
_DIGITS = 1e-12
"""The least width of what a zoom shows, in shares of its coordinates: a narrower one would run out of digits."""
_COARSEST = 16
"""The fewest points per axis of an inset."""
_COARSER = 2
"""How many times fewer points per axis are sampled while the picture zooms: nobody sees the difference."""


@dataclass(frozen=True)
class Contour(View):
    """Level bands of the surface from above, evenly or logarithmically spaced; the picture may zoom.

    Args: levels: how many bands, 2 to 100.  scale: how the levels are spaced between the lowest and the highest
            value shown: evenly (linear), by their logarithm above the lowest (log) or on both sides of zero
            (symlog), evenly up to a ceiling (clip), or as suits the surface (auto).  ceiling: where clip cuts, above
            the lowest 70 % by itself.
        aspect: auto fills the panel; equal gives x and y the same scale, so that gradients stand at right
            angles to the level lines.  lines: whether the lines between bands are drawn.
        field: arrows along the negative gradient, or none; their lengths grow with the logarithm of its norm.
        curvature: whether each head has the ellipse on which curvature alone changes the value by a fixed amount, long
            where the surface is flat, dashed where it bends down.
        zoom: how many times larger than the bounds, 0.2 to 10000: a number, or keyframes evenly spread over the
            animation; [1, 50] ends close up.  focus: what a zoom leads to; by itself the minimizer within the bounds
            nearest to where the first run ends, or that place.  easing: how it moves between two keyframes.
        inset: a part of the picture, larger, with bands of its own, in a corner: how many times larger, or a mapping of
            zoom, focus and corner.
        grid: points per axis at which the surface is sampled; up to twice as many where a logarithm needs them.
    """

    name: ClassVar[str] = "contour"
    title: ClassVar[str] = "Contours"

    levels: Annotated[int, Ge(2), Le(100)] = 24
    scale: heights.Scale = "auto"
    ceiling: float | None = None
    aspect: Literal["auto", "equal"] = "auto"
    lines: bool = True
    field: Literal["none", "arrows"] = "none"
    curvature: bool = False
    zoom: Annotated[Move, Ge(0.2), Le(10_000)] = 1.0
    focus: tuple[float, float] | None = None
    easing: Easing = "ease-in-out"
    inset: Zoom | Inset | None = None
    grid: Annotated[int, Ge(16), Le(800)] = 200

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.inset and self.zoom != 1:
            raise ParameterError("inset", "does not go with 'zoom': only one of them can zoom")

    @property
    def moves(self) -> bool:
        """Whether its camera moves."""
        return moves(self.zoom)

    @property
    def toned(self) -> Hashable:
        """By its scale and ceiling."""
        return self.scale, self.ceiling

    @property
    def window(self) -> Inset | None:
        """Its inset, if it has one."""
        return Inset(zoom=self.inset) if isinstance(self.inset, int | float) else self.inset

    def proportions(self, bounds: Bounds) -> Proportions:
        """Those of the bounds, where x and y have one scale."""
        if self.aspect == "auto":
            return super().proportions(bounds)
        (west, east), (south, north) = bounds.x, bounds.y
        return (ratio := (east - west) / (north - south)), ratio

    def cost(self, load: Load) -> Cost:
        """That of the bands too, once or for every frame, with all positions."""
        grid = self.grid // (_COARSER if self.moves else 1)
        bands = load.sampled(grid) + 2.5e-7 * grid**2 + 8e-10 * self.levels * load.pixels
        anew = load.frames if self.moves else 1
        tracks = (anew - 1) * load.positions * 1.5e-7
        ellipses = load.frames * load.traces * 4e-4 + load.positions * (1e-6 + 3e-8 * load.operations)
        curvature = Cost(ellipses, 110 * load.positions) if self.curvature else Cost()
        inset = Cost(bands + tracks, 60 * grid**2 + 110 * load.positions) if self.inset else Cost()
        whole = super().cost(load).plus(curvature).plus(inset)
        return whole.plus(Cost(anew * bands + tracks, 45 * load.pixels + 60 * self.grid**2))

    def check(self, surface: Surface) -> None:
        """Raise ParameterError where the focus is too far away, or an inset's out of the picture."""
        if self.window:
            self.window.fit(surface.bounds)
        if self.focus is None:
            return
        zooms = self.zoom if isinstance(self.zoom, tuple) else (self.zoom,)
        for ends, focus in zip((surface.bounds.x, surface.bounds.y), self.focus, strict=True):
            for zoom in zooms:
                low, high = _shrunk(ends, focus, zoom, max(zooms))
                if not high - low > _DIGITS * max(abs(low), abs(high)):
                    raise ParameterError("focus", f"({self.focus[0]:g}, {self.focus[1]:g}) is too far away to zoom to")

    def on(self, panel: Panel) -> ContourDrawing:
        """The surface's level bands on a panel."""
        return ContourDrawing(self, panel)


class ContourDrawing(Drawing):
    """Contours on a panel; its pose is how many times larger than the bounds the picture is.

    Args: area: where the surface stands, with nothing round it; found if left out.
    """

    shows_companions = True

    def __init__(self, view: Contour, panel: Panel, area: Area | None = None) -> None:
        self.view, self.panel = view, panel
        if area:  # an inset's, which has nothing round it
            self._bar, self._named, self.area, self._curvatures, self._inset = None, None, area, None, None
            return
        self._bar = Colorbar.fitting(panel, self.scale, self._tones) if panel.colorbar else None
        self._named, self.area = self._placed(self._bar)
        self._curvatures = Curvatures(panel, self.axes(1.0)) if view.curvature else None
        self._inset = self._inner(view.window) if view.window else None
        self.hole = clear_of(self._inset.area, panel.point) if self._inset else None
        notes = ["arrows: negative gradient"] if view.field == "arrows" else []
        notes += [self._curvatures.note] if self._curvatures else []
        self.note = "  ·  ".join(filter(None, notes))

    def pose(self, time: Time) -> float:
        """The zoom."""
        return factor_at(self.view.zoom, time.progress, self.view.easing)

    def axes(self, zoom: float) -> Axes:
        """Where data stand at a zoom."""
        bounds = self.bounds(zoom)
        return Axes(self.area, bounds.x, bounds.y)

    def bounds(self, zoom: float) -> Bounds:
        """What is shown at a zoom: the bounds, shrunk towards one fixed point."""
        if zoom == 1:
            return self.panel.bounds
        return Bounds(
            *(_shrunk(ends, end, zoom, self._closest) for ends, end in zip(self._ends, self._focus, strict=True))
        )

    def draw(self, pose: float) -> None:
        """Draw the bands, the lines, the starts, the minimizers and the tick labels; then the inset."""
        panel, axes = self.panel, self.axes(pose)
        starts, goals = self.draw_surface(pose)
        inner = self.area.shrunk(*[marks.REACH * panel.point] * 4)
        beyond = not inner.contains(np.concatenate([starts, goals])).all()
        halo = panel.theme.page if beyond else None  # a mark on the edge covers no label
        draw_ticks(panel, axes, halo=halo, named=self._named)
        if self._bar:
            self._bar.draw(self.area)
        if self._inset:
            frame(panel, self._inset.area, region_outline(axes, self._inset.panel.bounds))
            self._inset.draw_surface(1.0)
            hairline(panel, self._inset.area)

    def draw_surface(self, pose: float) -> tuple[Array, Array]:
        """Draw all within the edges; returns the pixels of the starts and of the minimizers."""
        panel, bounds, axes = self.panel, self.bounds(pose), self.axes(pose)
        known = not moves(self.view.zoom) and bounds == panel.bounds
        sampled = self._whole[0] if known else heights.sample(panel.surface, bounds, self._count)
        rough = float(self.scale(np.array(sampled.rough)))
        draw_bands(panel, self.area, self.scale(sampled.z), self._tones, lines=self.view.lines, rough=rough)
        if self.view.field == "arrows":
            draw_field(panel, axes)
        if not np.isfinite(sampled.z).any():
            marks.say(panel, self.area, marks.NOTHING)
        starts = axes.pixels(panel.starts[bounds.contains(panel.starts)])
        goals = axes.pixels(marks.minimizers_in_view(panel, bounds))
        marks.draw_marks(panel, starts, goals)
        return starts, goals

    def tracks(self, pose: float) -> list[list[Track]]:
        """The iterates themselves and those of companions, joined by straight lines; in an inset once more."""
        axes = self.axes(pose)
        found = [self._tracks(trajectory, axes) for trajectory in self.panel.trajectories]
        if not self._inset or not self.hole:
            return found
        within = [[replace(track, leaves=False) for track in own] for own in self._inset.tracks(1.0)]
        around = [[beside(track, self.hole) for track in own] for own in found]
        # Companions come first.
        return [
            sorted([*own, *more], key=lambda track: not track.thin) for own, more in zip(around, within, strict=True)
        ]

    def place(self, points: Array, pose: float) -> Array:
        """Where points (..., 2) of the surface stand, in pixels; not a number where they are out of view."""
        return self._seen(self.axes(pose), points)

    def dots(self, pose: float) -> Iterator[Dots]:
        """The trials where they are."""
        axes = self.axes(pose)
        for run, trajectory in enumerate(self.panel.trajectories):
            if trajectory.clouds:
                places = self._seen(axes, trajectory.cloud_points)
                yield Dots(run, places, np.zeros(places.shape[:-1], dtype=bool), dot_size(self.panel))
        if self._inset:
            yield from self._inset.dots(1.0)

    def overlays(self, time: Time) -> Iterator[Overlay]:
        """The curvature at the heads, the newest trials, and the outlines of where searches look next."""
        axes, panel = self.axes(self.pose(time)), self.panel
        yield from self._curvatures.at(time.step, axes, self.hole) if self._curvatures else ()
        for trajectory, color in zip(panel.trajectories, panel.colors, strict=True):
            for outline in trajectory.outlines_at(time.step):
                points = within_reach(axes.pixels(outline))
                points = outside(points, self.hole)[0] if self.hole else points
                yield Polygon(points, color, panel.theme.page, axes.area, panel.point)
            if trajectory.clouds:
                newest = self._seen(axes, trajectory.newest_dots(time.step))
                if len(newest := newest[np.isfinite(newest[:, 0])]):
                    yield Newest(newest, color, dot_size(panel), panel.point)
        if self._inset:
            yield from self._inset.overlays(time)

    def _seen(self, axes: Axes, points: Array) -> Array:
        """Points (..., 2) in pixels; not a number where they are out of view."""
        places = axes.pixels(points)
        seen = axes.area.contains(places)
        seen &= ~self.hole.contains(places) if self.hole else True
        return np.where(seen[..., None], places, np.nan)

    def _inner(self, window: Inset) -> ContourDrawing:
        """The inset's own drawing."""
        panel = self.panel
        region = window.region(panel.bounds, self._nearest if window.focus == "auto" else window.focus)
        area = window.place(panel, self.axes(1.0), region)
        view = replace(self.view, inset=None, curvature=False, grid=max(self.view.grid // 2, _COARSEST))
        return ContourDrawing(view, replace(panel, bounds=region, area=area, colorbar=False), area)

    def _placed(self, bar: Colorbar | None) -> tuple[Naming, Area]:
        """Where the axes' names and the surface stand, beside a colour bar and below its name, if it has a row."""
        panel, view, point = self.panel, self.view, self.panel.point
        width, row, overhang = (bar.width, bar.row, bar.overhang) if bar else (0.0, 0.0, 0.0)
        (west, east), (south, north) = self._ends
        ratio = (east - west) / (north - south) if view.aspect == "equal" else None
        room = panel.area.shrunk(left=self._gutter(), bottom=_GUTTER_BOTTOM * point, right=width)
        named = naming(panel, Axes(_fitted(room, ratio), *self._ends), steady=view.moves)
        below, above = named.room(point)
        return named._replace(taken=overhang), _fitted(room.shrunk(bottom=below, top=max(above, row)), ratio)

    def _gutter(self) -> float:
        """The pixels kept free for the labels of the y axis, at every zoom."""
        panel, zooms = self.panel, {1.0, self._closest}
        taken = [gutter(panel, self.bounds(zoom).y, panel.area.height) for zoom in zooms]
        return max(_GUTTER_LEFT * panel.point, *taken)

    def _tracks(self, trajectory: Trajectory, axes: Axes) -> list[Track]:
        companions = [thinned(self._track(path, axes), over=over) for path, over in trajectory.companion_paths]
        own = (replace(self._track(path, axes), jumps=trajectory.keeps_best) for path in trajectory.positions)
        return [*companions, *own]

    def _track(self, path: Array, axes: Axes) -> Track:
        track = plain_track(axes.pixels(path), axes.area)
        return replace(track, heads=after_the_start(track.heads), leaves=not moves(self.view.zoom))

    @property
    def _tones(self) -> Array:
        """The colours of the bands, the lowest first, (levels, 3)."""
        edges = np.linspace(0, 1, self.view.levels + 1)
        return heights.tones(self.panel.theme.ramp, (edges[:-1] + edges[1:]) / 2)

    @property
    def scale(self) -> heights.Heights:
        """From values to heights, the same at every zoom."""
        return self._whole[1]

    @property
    def _count(self) -> int:
        """Points per axis that are sampled for a picture."""
        return self.view.grid // _COARSER if moves(self.view.zoom) else len(self._whole[0].x)

    @cached_property
    def _whole(self) -> tuple[heights.Samples, heights.Heights]:
        """The bounds, sampled, and the map from values to heights."""
        panel, view = self.panel, self.view
        if not moves(view.zoom):
            return heights.resolved(panel.surface, panel.bounds, view.grid, view.scale, view.ceiling)
        whole, near = (
            heights.sample(panel.surface, bounds, view.grid) for bounds in (panel.bounds, self.bounds(self._closest))
        )
        return whole, heights.scaled(whole, panel.surface, view.scale, view.ceiling, near)

    @property
    def _ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return self.panel.bounds.x, self.panel.bounds.y

    @property
    def _closest(self) -> float:
        zoom = self.view.zoom
        return max(zoom) if isinstance(zoom, tuple) else zoom

    @cached_property
    def _focus(self) -> tuple[float, float]:
        """What the closest zoom has in its middle."""
        return self.view.focus or self._nearest

    @property
    def _nearest(self) -> tuple[float, float]:
        """The minimizer within the bounds nearest to where the first run ends, or that place."""
        path = self.panel.trajectories[0].positions[0]
        inside = np.flatnonzero(self.panel.bounds.contains(path))
        end = path[inside[-1] if inside.size else 0]
        goals = marks.minimizers_in_view(self.panel, self.panel.bounds).tolist()
        x, y = min(goals, key=lambda goal: float(np.hypot(*(end - goal)))) if goals else end.tolist()
        return float(x), float(y)


def _shrunk(ends: tuple[float, float], focus: float, zoom: float, closest: float) -> tuple[float, float]:
    """An interval divided by a zoom towards the point that puts `focus` in its middle at the closest zoom."""
    middle = (ends[0] + ends[1]) / 2
    fixed = middle if closest == 1 else (focus - middle / closest) / (1 - 1 / closest)
    return fixed + (ends[0] - fixed) / zoom, fixed + (ends[1] - fixed) / zoom


def _fitted(area: Area, ratio: float | None) -> Area:
    """The largest rectangle of a width-to-height ratio inside an area, centred; all of it without a ratio."""
    if ratio is None:
        return area
    width = min(area.width, area.height * ratio)
    height = width / ratio
    return Area(area.left + (area.width - width) / 2, area.bottom + (area.height - height) / 2, width, height)
