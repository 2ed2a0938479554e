"""The surface as a landscape, seen from a camera that may move; what it hides of a trace looks hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

from annotated_types import Ge, Le

from optviz.arrays import Array, Mask, np
from optviz.cost import Cost
from optviz.drawing import heights, marks
from optviz.drawing.camera import LARGEST, RISE, Camera, from_box, to_box
from optviz.drawing.colorbar import Colorbar
from optviz.drawing.drape import drape
from optviz.drawing.floor import Floor
from optviz.drawing.keyframes import Easing, Move, factor_at, moves, turns, value_at
from optviz.drawing.mesh import FINER, Mesh, landscape_tones
from optviz.drawing.occlusion import Sight, missed
from optviz.drawing.trials import Newest, Polygon, dot_size
from optviz.views.base import (
    DOT_OPACITY,
    Dots,
    Drawing,
    HiddenStyle,
    Load,
    Time,
    Track,
    View,
    after_the_start,
    thinned,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from optviz.arrays import Rows
    from optviz.drawing.layout import Proportions
    from optviz.drawing.panel import Panel
    from optviz.surfaces import Bounds
    from optviz.views.base import Overlay

_FINER_MOVING = 2
"""As FINER, while the camera moves: nobody sees the difference, and half the pixels are drawn."""
_COARSER = (48, 64, 96)
"""Points per axis with which a moving mesh is drawn, where it looks like the full one."""
_UNSEEN = 0.3
"""Pixels by which a coarser mesh may miss the full one."""
_HIDDEN = 0.35
"""The opacity of a mark that the surface hides."""
_MOSTLY = 0.3
"""While less of a mark is hidden, it looks all seen; while less of it is seen, it looks all hidden."""
_TURN = math.pi * (3 - math.sqrt(5))
_PATCH = [(math.sqrt(k / 24) * math.cos(k * _TURN), math.sqrt(k / 24) * math.sin(k * _TURN)) for k in range(25)]
"""Places in a mark, spread evenly in a spiral from its middle, at each of which it may be hidden: so a mark fades bit
by bit while a ridge passes over it."""
_TONES, _BAR = 48, 0.7
"""Colours of a colour bar, and the share of the panel's height that it takes."""
_POSES = 33
"""How many poses of a camera move are looked at to find a size at which all of them fit."""
_DEPTH = 0.5
"""How far below the surface the floor lies where something is drawn on it, in units of the box."""


@dataclass(frozen=True)
class Surface3D(View):
    """The surface as a landscape, from a camera that may move; what it hides of a trace looks hidden.

    Args: azimuth, elevation: where the camera stands, in degrees: a number, or keyframes evenly spread over the
            animation; a pair is a move, a value twice in a row a pause. Azimuth 0 looks along the x axis from its
            far end and counts towards y; a whole turn loops without a seam.
        zoom: how many times larger, 0.2 to 20, likewise.  easing: how the camera moves between two keyframes.
        projection: perspective or orthographic.
        scale: how values become heights: linear, log (above the lowest), symlog (on both sides of zero), clip (cut
            at a ceiling), or auto, which is logarithmic where the values span decades.  ceiling: where clip cuts,
            above the lowest 70 % by itself.
        levels: lines drawn on the surface, 0 for none.  floor: level lines drawn on a floor below it, too.
        shadow: whether traces throw one on that floor.  hidden: how what the surface hides of a trace is drawn.
        grid: points per axis at which the surface is sampled; up to twice as many where a logarithm needs them.
    """

    name: ClassVar[str] = "surface3d"
    title: ClassVar[str] = "Landscape"

    azimuth: Annotated[Move, Ge(-1440), Le(1440)] = -60.0
    elevation: Annotated[Move, Ge(5), Le(90)] = 35.0
    zoom: Annotated[Move, Ge(0.2), Le(20)] = 1.0
    easing: Easing = "ease-in-out"
    projection: Literal["perspective", "orthographic"] = "perspective"
    scale: heights.Scale = "auto"
    ceiling: float | None = None
    levels: Annotated[int, Ge(0), Le(60)] = 16
    floor: Literal["grid", "lines"] = "grid"
    shadow: bool = False
    hidden: HiddenStyle = "faint"
    grid: Annotated[int, Ge(16), Le(400)] = 128

    @property
    def moves(self) -> bool:
        """Whether its camera moves."""
        return any(map(moves, (self.azimuth, self.elevation, self.zoom)))

    @property
    def toned(self) -> Hashable:
        """By its scale and ceiling."""
        return self.scale, self.ceiling

    def proportions(self, bounds: Bounds) -> Proportions:
        """About as wide as high, as what a camera sees of the landscape."""
        del bounds
        return 1.0, 1.25

    def cost(self, load: Load) -> Cost:
        """That of the mesh too, once or for every frame, and of finding out what it hides of all positions."""
        mesh = 8e-3 + 6e-7 * self.grid**2 + 4e-8 * load.pixels
        path = 8e-7 * load.positions + 3e-4 * load.traces
        anew = load.frames if self.moves else 2
        still = Cost(load.sampled(self.grid) + 1e-6 * load.positions, 70 * load.pixels + 100 * self.grid**2)
        return super().cost(load).plus(still).plus(Cost(anew * (mesh + path), 300 * load.positions))

    def on(self, panel: Panel) -> Surface3DDrawing:
        """The landscape on a panel."""
        return Surface3DDrawing(self, panel)

    def camera(self, progress: float, around: float) -> Camera:
        """The camera when a share of the motion is over; after a whole turn, the next would begin as the first did."""
        azimuth = value_at(self.azimuth, around if turns(self.azimuth) else progress, self.easing)
        elevation, zoom = value_at(self.elevation, progress, self.easing), factor_at(self.zoom, progress, self.easing)
        return Camera(azimuth, elevation, self.projection == "perspective", zoom)


class Surface3DDrawing(Drawing):
    """A landscape on a panel; its pose is the camera."""

    shows_companions = True

    def __init__(self, view: Surface3D, panel: Panel) -> None:
        sampled, self.scale = heights.resolved(panel.surface, panel.bounds, view.grid, view.scale, view.ceiling)
        tones = landscape_tones(panel.theme, np.linspace(0, 1, _TONES))
        self._bar = Colorbar.fitting(panel, self.scale, tones, _BAR)
        self.view, self.panel = view, (panel := self._bar.beside if self._bar else panel)
        self.note = self.scale.note
        self.field = self._rise(self.scale(sampled.z))
        self.depth = RISE + (_DEPTH if view.shadow or view.floor == "lines" else 0.0)
        cameras, known = [view.camera(share, share) for share in self._shares()], np.isfinite(self.field).any()
        self._floor = Floor(panel, cameras, self.field, self.depth, self.scale if known else None)
        self.fit = self._floor.fit
        self._last: _Seen | None = None

    def pose(self, time: Time) -> Camera:
        """The camera."""
        return self.view.camera(time.progress, time.around)

    def draw(self, pose: Camera) -> None:
        """Draw the floor, the surface, its level lines, the starts and the minimizers."""
        seen = self._seen(pose)
        theme, (lines, *marked) = self.panel.theme, self._other_rows
        self._floor.draw_lines(pose)
        if self.view.floor == "lines":
            self._draw_lines(self.fit.pixels(pose.project(self._onto_floor(self._lines))), theme.line, 0.8)
        covered = self._mesh.draw(pose, self.fit.pixels)
        if not covered.any():
            marks.say(self.panel, self.panel.area, marks.NOTHING)
        self._draw_lines(
            np.where(seen.hidden[lines, None], np.nan, seen.places[lines]), theme.page, theme.contour_opacity
        )
        self._draw_marks(*((seen.places[rows][:: len(_PATCH)], _hiddenness(seen.hidden[rows])) for rows in marked))
        self._floor.draw_labels(pose, covered)
        if self._bar:
            self._bar.draw(self.panel.area)

    def tracks(self, pose: Camera) -> list[list[Track]]:
        """The iterates and those of companions, joined over the surface, with what it hides from the camera."""
        seen = self._seen(pose)
        return [self._shadows(each, seen) + [self._track(path, seen) for path in each] for each in self._paths]

    def place(self, points: Array, pose: Camera) -> Array:
        """Where points (..., 2) of the surface stand, in pixels; not a number where they are out of view."""
        return self._standing(points, pose)[1].reshape(points.shape)

    def dots(self, pose: Camera) -> Iterator[Dots]:
        """The trials on the surface."""
        opacities = DOT_OPACITY, DOT_OPACITY * self._faint
        for run, trajectory in enumerate(self.panel.trajectories):
            if trajectory.clouds:
                yield Dots(run, *self._placed(trajectory.cloud_points, pose), dot_size(self.panel), opacities)

    def overlays(self, time: Time) -> Iterator[Overlay]:
        """The newest trials, and the outlines of where searches look next, on the surface."""
        panel, pose = self.panel, self.pose(time)
        within, point = panel.area, panel.point
        for trajectory, color in zip(panel.trajectories, panel.colors, strict=True):
            for outline in trajectory.outlines_at(time.step):
                for line, opacity in self._parted(*self._placed(drape(outline, panel.bounds)[0], pose)):
                    yield Polygon(line, color, panel.theme.page, within, point, opacity)
            if not trajectory.clouds:
                continue
            newest = trajectory.newest_dots(time.step)
            for places, opacity in self._parted(*self._placed(newest, pose)):
                shown = places[np.isfinite(places[:, 0])]
                yield Newest(shown, color, dot_size(panel), point, opacity)

    def _placed(self, points: Array, camera: Camera) -> tuple[Array, Mask]:
        """Points (..., 2) of the plane in pixels, not a number where they are out of view, and which are hidden."""
        box, places = self._standing(points, camera)
        return places.reshape(points.shape), self._seen(camera).sight.hides(box).reshape(points.shape[:-1])

    def _standing(self, points: Array, camera: Camera) -> tuple[Array, Array]:
        """Points of the plane in the box, (K, 3), and in pixels, (K, 2), not a number where they are out of view."""
        box = self._box(np.where(self.panel.bounds.contains(points)[..., None], points, np.nan)).reshape(-1, 3)
        places = self.fit.pixels(camera.project(box))
        return box, np.where(self.panel.area.contains(places)[:, None], places, np.nan)

    def _parted(self, places: Array, hidden: Mask) -> Iterator[tuple[Array, float]]:
        """What is hidden of places (M, 2) and what is not, the rest not a number, with its opacity; if it is seen."""
        for behind, opacity in ((True, self._faint), (False, 1.0)):
            part = np.where((hidden == behind)[:, None], places, np.nan)
            if opacity and np.isfinite(part[:, 0]).any():
                yield part, opacity

    @property
    def _faint(self) -> float:
        """The opacity of a mark that the surface hides."""
        return 0.0 if self.view.hidden == "none" else _HIDDEN

    # What stands in the box, worked out once for every camera.

    @cached_property
    def drawn_field(self) -> Array:
        """The height field as it is drawn: coarser while the camera moves, where the difference cannot be seen."""
        if not self.view.moves:
            return self.field
        largest = self.fit.scale * LARGEST * np.max(self.view.zoom)  # pixels of a unit of the box, at most
        for count in _COARSER:
            if count < len(self.field):
                sampled = heights.sample(self.panel.surface, self.panel.bounds, count)
                coarse = self._rise(self.scale(sampled.z))
                if missed(coarse, self.field) * largest < _UNSEEN:
                    return coarse
        return self.field

    @cached_property
    def _mesh(self) -> Mesh:
        return Mesh(self.panel, self.drawn_field, _FINER_MOVING if self.view.moves else FINER)

    @cached_property
    def _paths(self) -> list[list[_Path]]:
        """For each trajectory the paths of its companions and its own, and where their rows stand in _points."""
        first, found = 0, list[list[_Path]]()
        for trajectory in self.panel.trajectories:
            wanted = [(path, True, over) for path, over in trajectory.companion_paths]
            wanted += [(path, False, False) for path in trajectory.positions]
            found.append([])
            for path, thin, over in wanted:
                rows, ends = drape(path, self.panel.bounds)
                inside, place = self.panel.bounds.contains(path), slice(first, first + len(rows))
                found[-1].append(_Path(self._box(rows), ends, inside, thin, over, trajectory.keeps_best, place))
                first = place.stop
        return found

    @cached_property
    def _lines(self) -> Array:
        """The lines of equal height in the box, (K, 3), a row that is not a number after each."""
        from contourpy import contour_generator

        field = self.drawn_field
        ticks = np.linspace(-1, 1, len(field))
        generator = contour_generator(ticks, ticks, np.ma.masked_invalid(field))
        levels = self._rise(np.linspace(0, 1, self.view.levels + 2)[1:-1]).tolist()
        found = [
            np.column_stack([np.asarray(line), np.full(len(line), level)])
            for level in levels
            for line in generator.lines(level)
        ]
        gap = np.full((1, 3), np.nan)
        return np.concatenate([part for line in found for part in (line, gap)] or [gap])

    @cached_property
    def _marked(self) -> tuple[Array, Array]:
        """The starts and the minimizers in the box, and the places that their marks cover, (K len(_PATCH), 3) each."""
        starts, bounds = self.panel.starts, self.panel.bounds
        starts, goals = starts[bounds.contains(starts)], marks.minimizers_in_view(self.panel, bounds)
        return self._patches(starts), self._patches(goals)

    def _patches(self, points: Array) -> Array:
        """Points (K, 2) of the surface's plane, and those round them that a mark covers, in the box."""
        reach = marks.REACH * self.panel.point / self.fit.scale
        places = np.clip(to_box(points, self.panel.bounds)[:, None] + reach * np.array(_PATCH), -1, 1)
        places[:, 0] = to_box(points, self.panel.bounds)
        return self._box(from_box(places.reshape(-1, 2), self.panel.bounds))

    @cached_property
    def _points(self) -> Array:
        """All box points of which the surface may hide some: those of paths, lines and marks, (M, 3)."""
        paths = [path.points for each in self._paths for path in each]
        return np.concatenate([*paths, self._lines, *self._marked])

    @cached_property
    def _other_rows(self) -> list[slice]:
        """Where the lines, the starts and the minimizers stand in _points."""
        parts = self._lines, *self._marked
        return _consecutive(len(self._points) - sum(map(len, parts)), parts)

    # What a camera sees of it.

    def _seen(self, camera: Camera) -> _Seen:
        """What a camera sees; kept for the last one, for whose picture both tracks and marks are asked."""
        if self._last is None or self._last.camera != camera:
            places, sight = self.fit.pixels(camera.project(self._points)), Sight(camera, self.drawn_field)
            self._last = _Seen(camera, sight, places, sight.hides(self._points))
        return self._last

    def _track(self, path: _Path, seen: _Seen) -> Track:
        points, hidden = seen.places[path.rows], seen.hidden[path.rows]
        heads = points[path.ends]
        heads = np.where((path.inside & self.panel.area.contains(heads))[:, None], heads, np.nan)
        heads, area, style = after_the_start(heads), self.panel.area, self.view.hidden
        track = Track(points, path.ends, heads, hidden, area, jumps=path.jumps, hidden_style=style)
        return thinned(track, over=path.over) if path.thin else track

    def _shadows(self, paths: Sequence[_Path], seen: _Seen) -> list[Track]:
        """The shadows of a trajectory's own paths on the floor, where the surface does not cover them."""
        return [self._shadow(path, seen) for path in paths if not path.thin] if self.view.shadow else []

    def _shadow(self, path: _Path, seen: _Seen) -> Track:
        points = self._onto_floor(path.points)
        places, hidden = self.fit.pixels(seen.camera.project(points)), seen.sight.hides(points)
        heads = np.full((len(path.ends), 2), np.nan)
        return Track(places, path.ends, heads, hidden, self.panel.area, thin=True, hidden_style="none", shadow=True)

    def _draw_lines(self, places: Array, color: str, opacity: float) -> None:
        self.panel.canvas.line(places, color, 0.7, area=self.panel.area, opacity=opacity, cap="butt")

    def _draw_marks(self, starts: tuple[Array, Array], goals: tuple[Array, Array]) -> None:
        """Draw marks at pixels, (K, 2), the fainter the more hidden they look, (K,)."""
        for share in sorted({*starts[1].tolist(), *goals[1].tolist()}, reverse=True):
            rings, stars = (places[shares == share] for places, shares in (starts, goals))
            rings, stars = (each[self.panel.area.contains(each)] for each in (rings, stars))
            marks.draw_marks(self.panel, rings, stars, 1 - share * (1 - _HIDDEN))

    def _shares(self) -> Array:
        return np.linspace(0, 1, _POSES) if self.view.moves else np.zeros(1)

    def _rise(self, height: Array) -> Array:
        """Heights in [0, 1] as heights in the box."""
        return RISE * (2 * height - 1)

    def _box(self, points: Array) -> Array:
        """Points (..., 2) of the surface's plane as box points (..., 3) on the surface."""
        height = self._rise(self.scale(self.panel.surface.value(points)))
        return np.concatenate([to_box(points, self.panel.bounds), height[..., None]], axis=-1)

    def _onto_floor(self, points: Array) -> Array:
        """Box points (M, 3) straight down on the floor."""
        return points * (1.0, 1.0, 0.0) - (0.0, 0.0, self.depth)


@dataclass(frozen=True, eq=False)
class _Path:
    """A path over the landscape, the same for every camera.

    Args: points: (M, 3) in the box.  ends: (N+1,), the row of each iterate.  inside: (N+1,), whether it is in the
        bounds.  thin: whether it is a companion's.  over, jumps: as of a track.  rows: its place among all points.
    """

    points: Array
    ends: Rows
    inside: Mask
    thin: bool
    over: bool
    jumps: bool
    rows: slice


class _Seen(NamedTuple):
    """What one camera sees.

    Args: sight: what the surface hides from it.  places: where all points stand in the picture, (M, 2).
        hidden: which of them are hidden, (M,).
    """

    camera: Camera
    sight: Sight
    places: Array
    hidden: Mask


def _hiddenness(behind: Mask) -> Array:
    """How hidden each patch looks, from 0 to 1."""
    share = behind.reshape(-1, len(_PATCH)).mean(axis=1)
    return np.asarray(np.clip((share - _MOSTLY) / (1 - 2 * _MOSTLY), 0, 1))


def _consecutive(first: int, parts: Sequence[Array]) -> list[slice]:
    """The rows of parts that follow one another from a row on."""
    edges = first + np.cumsum([0, *map(len, parts)])
    return [slice(begin, end) for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]
