"""The surface as a landscape, seen from a camera that may move; what it hides of a trace looks hidden."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Le

from optviz.arrays import Array, Mask, np
from optviz.views import axes, heights, marks
from optviz.views.base import Drawing, Panel, Track, View, after_the_start, thinned
from optviz.views.camera import RISE, Camera, hidden
from optviz.views.drape import drape
from optviz.views.mesh import FINER, mesh_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.trajectory import Trajectory

Move = float | tuple[float, float]

_MARGIN_SIDE, _MARGIN_BOTTOM, _MARGIN_TOP = 20, 14, 2
"""Points kept free round the landscape for tick labels."""
_LABEL_GAP = 9
"""Points from an edge of the floor to its tick labels."""
_FINER_MOVING = 2
"""As FINER, while the camera moves: the eye does not see the difference, and half the pixels are drawn."""
_HIDDEN = 0.35
"""The opacity of a mark that the surface hides."""
_CLEAR = 4
"""Pixels round a label's place on which the surface may not show."""
_SIDEWAYS = 0.4
"""The horizontal part of a direction from which on a label stands beside its place, not under it."""
_POSES = 33
"""Moments of a camera move that are looked at to find a size that fits all of it."""


@dataclass(frozen=True)
class Surface3D(View):
    """The surface as a landscape, from a camera that may move; what it hides of a trace is drawn faint.

    Args: azimuth, elevation: where the camera stands, in degrees; a pair is a move over the whole animation.
            Azimuth 0 looks along the x axis from its far end and counts towards y.
        projection: perspective or orthographic.  scale: how values become heights; auto is logarithmic where the
            values span decades.  levels: lines drawn on the surface, 0 for none.
        grid: points per axis at which the surface is sampled.
    """

    name: ClassVar[str] = "surface3d"
    title: ClassVar[str] = "Landscape"

    azimuth: Annotated[Move, Ge(-720), Le(720)] = -60.0
    elevation: Annotated[Move, Ge(5), Le(90)] = 35.0
    projection: Literal["perspective", "orthographic"] = "perspective"
    scale: heights.Scale = "auto"
    levels: Annotated[int, Ge(0), Le(60)] = 16
    grid: Annotated[int, Ge(16), Le(400)] = 128

    def on(self, panel: Panel) -> Surface3DDrawing:
        """The landscape on a panel."""
        return Surface3DDrawing(self, panel)

    def camera(self, progress: float) -> Camera:
        """The camera at a moment between 0 and 1."""
        perspective = self.projection == "perspective"
        return Camera(_moved(self.azimuth, progress), _moved(self.elevation, progress), perspective)


class Surface3DDrawing(Drawing):
    """A landscape on a panel."""

    shows_companions = True

    def __init__(self, view: Surface3D, panel: Panel) -> None:
        self.view, self.panel = view, panel
        sampled = heights.sample(panel.surface, panel.bounds, view.grid)
        self.scale = heights.scaled(sampled, panel.surface, view.scale)
        self.note = "heights on a log scale" if self.scale.soft else ""
        self.field = self._rise(self.scale(sampled.z))
        self.fit = _Fit.of([view.camera(progress) for progress in self._moments()], self.field, panel)

    def pose(self, progress: float) -> Camera:
        """The camera."""
        return self.view.camera(progress)

    def draw(self, pose: Camera) -> None:
        """Add the floor, the surface, its level lines, the starts and the minimizers."""
        panel = self.panel
        finer = FINER if len(self._moments()) == 1 else _FINER_MOVING
        covered = mesh_picture(panel, self.field, pose, self.fit.pixels, finer)
        self._floor(pose, covered)
        self._level_lines(pose)
        rings, far_rings = self._places(panel.starts, pose)
        stars, far_stars = self._places(marks.minimizers_in_view(panel), pose)
        marks.draw_marks(panel, rings[~far_rings], stars[~far_stars])
        marks.draw_marks(panel, rings[far_rings], stars[far_stars], opacity=_HIDDEN)

    def tracks(self, pose: Camera) -> list[list[Track]]:
        """The iterates and those of companions, joined over the surface, with what it hides from the camera."""
        return [self._tracks(trajectory, pose) for trajectory in self.panel.trajectories]

    def _tracks(self, trajectory: Trajectory, camera: Camera) -> list[Track]:
        companions = [thinned(self._track(path, camera)) for path in trajectory.companion_paths]
        return [*companions, *(self._track(path, camera) for path in trajectory.positions)]

    def _moments(self) -> Array:
        moving = isinstance(self.view.azimuth, tuple) or isinstance(self.view.elevation, tuple)
        return np.linspace(0, 1, _POSES) if moving else np.zeros(1)

    def _rise(self, height: Array) -> Array:
        """Heights in [0, 1] as heights in the camera's box."""
        return RISE * (2 * height - 1)

    def _box(self, points: Array) -> Array:
        """Points (..., 2) of the surface's plane as box points (..., 3) on the surface."""
        with np.errstate(all="ignore"):
            height = self._rise(self.scale(self.panel.surface.value(points)))
        return np.concatenate([_flat(points, self.panel), height[..., None]], axis=-1)

    def _places(self, points: Array, camera: Camera) -> tuple[Array, Mask]:
        """Where points of the plane stand in the picture, (K, 2), and which of them are hidden, (K,)."""
        box = self._box(points)
        return self.fit.pixels(camera.project(box)), hidden(camera, box, self.field)

    def _track(self, path: Array, camera: Camera) -> Track:
        rows, ends = drape(path, self.panel.bounds)
        places, behind = self._places(rows, camera)
        inside = self.panel.bounds.contains(path)
        heads = after_the_start(np.where(inside[:, None], places[ends], np.nan))
        return Track(places, ends, heads, behind, self.panel.area)

    def _lines(self) -> Iterator[Array]:
        """The lines of equal height in the box, (K, 3) each."""
        from contourpy import contour_generator

        ticks = np.linspace(-1, 1, len(self.field))
        generator = contour_generator(ticks, ticks, np.ma.masked_invalid(self.field))
        for level in self._rise(np.linspace(0, 1, self.view.levels + 2)[1:-1]):
            for line in generator.lines(level):
                yield np.column_stack([np.asarray(line), np.full(len(line), level)])

    def _level_lines(self, camera: Camera) -> None:
        """Add the lines of equal height, where nothing hides them."""
        from matplotlib.collections import LineCollection
        from matplotlib.transforms import IdentityTransform

        lines = list(self._lines())
        if not lines:
            return
        points, edges = np.concatenate(lines), np.cumsum([len(line) for line in lines])[:-1]
        places, behind = self.fit.pixels(camera.project(points)), hidden(camera, points, self.field)
        split = zip(np.split(places, edges), np.split(behind, edges), strict=True)
        pieces = [piece for line, covered in split for piece in _visible_pieces(line, covered)]
        theme = self.panel.theme
        collection = LineCollection(
            pieces,
            colors=theme.page,
            linewidths=0.7,
            alpha=theme.contour_opacity,
            transform=IdentityTransform(),
            zorder=3,
        )
        self.panel.figure.add_artist(collection)

    def _floor(self, camera: Camera, covered: Mask) -> None:
        """A hairline grid under the surface, a height scale, and tick labels along the nearest edges."""
        from matplotlib.collections import LineCollection
        from matplotlib.transforms import IdentityTransform

        bounds = self.panel.bounds
        near = np.where(camera.toward_eye[:2] >= 0, 1.0, -1.0)
        lines = [self._height_scale(camera, covered)]
        for axis, limits in enumerate((bounds.x, bounds.y)):
            near_edge = self._line(*_across_floor(1 - axis, near[1 - axis]), camera)
            places = axes.ticks(limits, 1.3 * float(np.hypot(*(near_edge[1] - near_edge[0]))) / self.panel.point)
            shares = [2 * (place - limits[0]) / (limits[1] - limits[0]) - 1 for place in places]
            lines += [self._line(*_across_floor(axis, share), camera) for share in (-1, *shares, 1)]
            edge = np.full((len(shares), 3), -RISE)
            edge[:, axis], edge[:, 1 - axis] = shares, near[1 - axis]
            self._labels(edge, np.where(np.arange(3) == 1 - axis, 0.9, 1.0), axes.tick_labels(places), camera, covered)
        hairlines = LineCollection(
            lines, colors=self.panel.theme.grid, linewidths=0.6, transform=IdentityTransform(), zorder=0
        )
        self.panel.figure.add_artist(hairlines)

    def _height_scale(self, camera: Camera, covered: Mask) -> Array:
        """Labels at the middle and the highest height over the floor's rightmost corner; their line."""
        low, high = _scale_ends(camera)
        places = np.stack([(low + high) / 2, high])
        labels = [axes.short(value) for value in self.scale.values(np.array([0.5, 1.0])).tolist()]
        self._labels(places, np.array([0.9, 0.9, 1.0]), labels, camera, covered)
        return self._line(low, high, camera)

    def _line(self, first: Array, last: Array, camera: Camera) -> Array:
        return self.fit.pixels(camera.project(np.stack([first, last])))

    def _labels(self, places: Array, inward: Array, labels: list[str], camera: Camera, covered: Mask) -> None:
        """Labels beside box points, on the far side of where the factors `inward` would move the points.

        A label that would stand on the surface, by the mask of where it shows, is left out.
        """
        width, height = self.panel.figure.bbox.size
        outer, inner = (self.fit.pixels(camera.project(points)) for points in (places, places * inward))
        way = outer - inner
        way = way / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
        targets = outer + _LABEL_GAP * self.panel.point * way
        for (x, y), across, label in zip(targets, way[:, 0].tolist(), labels, strict=True):
            if covered[int(y) - _CLEAR : int(y) + _CLEAR, int(x) - _CLEAR : int(x) + _CLEAR].any():
                continue
            self.panel.figure.text(
                x / width,
                y / height,
                label,
                ha=_side(across),
                va="center",
                fontsize=axes.TICK_SIZE,
                color=self.panel.theme.secondary,
            )


def _side(across: float) -> str:
    """How a label is aligned that stands in a direction: on the side its line does not cross."""
    if abs(across) < _SIDEWAYS:
        return "center"
    return "left" if across > 0 else "right"


def _scale_ends(camera: Camera) -> Array:
    """The lower and the upper end of the height scale: it stands on the rightmost corner of the floor, (2, 3)."""
    corners = np.array([[x, y, -RISE] for x, y in itertools.product((-1.0, 1.0), repeat=2)])
    low = corners[np.argmax(camera.project(corners)[:, 0])]
    return np.stack([low, low * (1.0, 1.0, -1.0)])


def _across_floor(axis: int, share: float) -> tuple[Array, Array]:
    """The ends of the line across the floor at a place of one axis."""
    ends = np.array([[0.0, 0.0, -RISE], [0.0, 0.0, -RISE]])
    ends[:, axis], ends[:, 1 - axis] = share, (-1.0, 1.0)
    return ends[0], ends[1]


@dataclass(frozen=True, eq=False)
class _Fit:
    """The picture plane's place in a panel: one scale and one middle for every pose of the camera."""

    scale: float
    offset: Array

    @classmethod
    def of(cls, cameras: list[Camera], field: Array, panel: Panel) -> _Fit:
        point = panel.point
        area = panel.area.shrunk(
            _MARGIN_SIDE * point, _MARGIN_BOTTOM * point, _MARGIN_SIDE * point, _MARGIN_TOP * point
        )
        outline = _outline(field)
        flat = np.concatenate([camera.project(np.vstack([outline, _scale_ends(camera)])) for camera in cameras])
        low, high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)
        scale = min(area.width / (high[0] - low[0]), area.height / (high[1] - low[1]))
        middle = np.array([area.left + area.width / 2, area.bottom + area.height / 2])
        return cls(scale, middle - scale * (low + high) / 2)

    def pixels(self, plane: Array) -> Array:
        """Points of the picture plane as pixels."""
        return self.offset + self.scale * plane


def _outline(field: Array) -> Array:
    """Box points that span everything drawn: a thinned field and the floor's corners, (K, 3)."""
    ticks = np.linspace(-1, 1, len(field))
    x, y = np.meshgrid(ticks, ticks)
    surface = np.stack([x, y, field], axis=-1)[::3, ::3].reshape(-1, 3)
    rim = np.stack([x, y, field], axis=-1)[[0, -1]].reshape(-1, 3)
    side = np.stack([x, y, field], axis=-1)[:, [0, -1]].reshape(-1, 3)
    floor = np.array([[x, y, -RISE] for x, y in itertools.product((-1.0, 1.0), repeat=2)])
    return np.concatenate([surface, rim, side, floor])


def _flat(points: Array, panel: Panel) -> Array:
    """Points of the surface's plane in the box's x and y."""
    low = np.array([panel.bounds.x[0], panel.bounds.y[0]])
    high = np.array([panel.bounds.x[1], panel.bounds.y[1]])
    return np.asarray(2 * (points - low) / (high - low) - 1)


def _visible_pieces(line: Array, behind: Mask) -> Iterator[Array]:
    """The stretches of a line that nothing hides."""
    changes = np.flatnonzero(np.diff(behind)) + 1
    for piece, covered in zip(np.split(line, changes), np.split(behind, changes), strict=True):
        if not covered[0] and len(piece) > 1:
            yield piece


def _moved(move: Move, progress: float) -> float:
    """A camera angle at a moment: fixed, or evenly from the first to the second of a pair."""
    if isinstance(move, tuple):
        return move[0] + (move[1] - move[0]) * progress
    return move
