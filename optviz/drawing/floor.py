"""What stands round a landscape: a hairline grid below it, an axis of its heights, and their labels and names.

Labels follow the camera without a jump: each touches its place with the side, or the corner, that faces it; an edge or
a corner of the floor that hands its labels over to another does so by and by; and ticks are the same in all poses.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from optviz.arrays import Array, Mask, np
from optviz.drawing.axes import NAME_ROW, NAME_SIZE, TICK_SIZE, fitted_name
from optviz.drawing.camera import RISE
from optviz.drawing.fit import Fit, Texts, normal, touching, unit
from optviz.drawing.ticks import scale_ticks, tick_labels, ticks
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.drawing.camera import Camera
    from optviz.drawing.heights import Heights
    from optviz.drawing.panel import Panel

_MARGIN = 2.0
"""Points kept free round a landscape and its labels."""
_GAP, _TICK = 5.0, 2.5
"""Points: from an edge of the floor to its labels, and the length of a tick on the axis of heights."""
_NAME_GAP = 3.0
"""Points from the widest label of an edge to its name."""
_DENSITY = 1.3
"""How much denser labels stand along the floor's edges than elsewhere."""
_WIDEST = 0.4
"""The largest share of the panel's width that the name of an edge may take."""
_LONG = 34.0
"""Points of a name of the heights that has a row of its own at the top of the panel."""
_TURN = 5.0
"""Degrees round an azimuth at which an edge or a corner hands over its labels, within which it does."""
_SHORTEST, _FULL, _HIDDEN = 8.0, 26.0, 0.5
"""Points of an axis of heights: one that is always shorter than the first is left out; from the second on, or where it
is longest, it is seen in full; and not at all below a share of that.
"""
_CLAIM = 24.0
"""Points of an edge's name for which the landscape makes room; a longer one moves along the edge into the panel."""
_SLIDE = 0.35
"""The share of an edge that its name moves along it at most."""
_APART = 3.0
"""Points between labels below which, while the camera moves, one gives way bit by bit."""
_TOUCHING = 0.06
"""The share of a label that the surface may cover before it is not seen."""


class Floor:
    """What stands round a landscape.

    Args: cameras: all poses that it is seen in, or many of them.  field: the heights in the box.
        depth: how far below the box's middle the floor lies.  scale: from values to heights; None where there are none.

    Attributes: fit: where the picture plane stands in the panel.
    """

    def __init__(
        self, panel: Panel, cameras: Sequence[Camera], field: Array, depth: float, scale: Heights | None
    ) -> None:
        self.panel, self.depth = panel, depth
        self._seen: tuple[Camera, list[tuple[Array, float]]] | None = None
        azimuths = [camera.azimuth for camera in cameras]
        self._first, self._turn, self._moves = cameras[0], (min(azimuths), max(azimuths)), len(cameras) > 1
        views, area = [replace(camera, zoom=1.0) for camera in cameras], panel.area.shrunk(*[_MARGIN * panel.point] * 4)
        z_width = self._measured([panel.names.z], NAME_SIZE, math=panel.math)[0, 0]
        self._in_row = bool(scale) and z_width > _LONG * panel.point
        area = area.shrunk(top=NAME_ROW * panel.point if self._in_row else 0.0)
        outline = np.vstack([_outline(field), floor_corners(depth)])
        flat = [view.project(np.vstack([outline, *(ends for ends, _ in self._corners(view))])) for view in views]
        self.fit = Fit.of(area.shrunk(*[NAME_ROW * panel.point] * 4), flat)
        names, widest = (panel.names.x, panel.names.y), _WIDEST * panel.area.width
        self._names = [fitted_name(panel, name, widest) if name else "" for name in names]
        self._places = [self._chosen(axis, views) for axis in (0, 1)]
        self._labels = [tick_labels(places) for places in self._places]
        self._edges = {(axis, side): self._edge(axis, side) for axis in (0, 1) for side in (-1.0, 1.0)}
        shares = [(-1.0, *self._shares(axis), 1.0) for axis in (0, 1)]
        self._grid = np.stack([self._across(axis, share) for axis in (0, 1) for share in shares[axis]])
        self._sizes = [self._measured(labels, TICK_SIZE) for labels in self._labels]
        self._name_sizes = [self._measured([name], NAME_SIZE, math=panel.math) for name in self._names]
        lengths = [self._length(view.project(ends), view) for view in views for ends, _ in self._corners(view)]
        self._full = min(_FULL, max(lengths))
        room = min(length for length in lengths if length >= self._full)
        self._heights = scale_ticks(scale, room) if scale and room > _SHORTEST else []
        self._height_sizes = self._measured([tick.label for tick in self._heights], TICK_SIZE)
        self._z = fitted_name(panel, panel.names.z, panel.area.width) if panel.names.z else ""
        self._z_size = self._measured([self._z], NAME_SIZE, math=panel.math)
        self.fit = Fit.of(area, flat, [texts for view in views for texts in self._texts(view)])

    def draw_lines(self, camera: Camera) -> None:
        """Draw the grid and the axis of heights, if there are heights, before the surface."""
        canvas, theme, area = self.panel.canvas, self.panel.theme, self.panel.area
        canvas.lines([*self.fit.pixels(camera.project(self._grid))], theme.grid, 0.6, area=area)
        for places, opacity in self._scales(camera):
            first, last, *risen = self.fit.pixels(places)
            line = np.stack([first, last])
            dash = _TICK * self.panel.point * normal(line, _RIGHT)
            dashes = [np.stack([place, place + dash]) for place in risen]
            canvas.lines([line, *dashes], theme.secondary, 0.7, area=area, opacity=0.7 * opacity)

    def draw_labels(self, camera: Camera, covered: Mask) -> None:
        """Draw labels and names, after the surface.

        Args: covered: the pixels of the canvas where the surface shows, rows from the top: no label stands on them.
        """
        canvas, color, taken = self.panel.canvas, self.panel.theme.secondary, list[_Taken]()
        for texts in self._texts(camera):
            for text, area in self._standing(texts):
                free = 1 - max(self._covered(covered, area), self._crowded(area, taken))
                opacity = texts.opacity * (free if self._moves else math.ceil(free))
                if opacity > 0:
                    taken.append((area.left, area.bottom, area.right, area.top, opacity))
                    look = texts.points, color
                    x, y = area.left + area.width / 2, area.bottom + area.height / 2
                    canvas.text(text, x, y, *look, align="center", math=texts.math, opacity=opacity)

    def _standing(self, texts: Texts) -> Iterator[tuple[str, Area]]:
        """Those texts whose places are in view, and where they stand in the panel."""
        area, places = self.panel.area, self.fit.pixels(texts.places)
        lower, upper = np.array([area.left, area.bottom]), np.array([area.right, area.top])
        wanted, most = places + texts.offsets - texts.sizes / 2, np.maximum(upper - texts.sizes, lower)
        corners = np.minimum(np.maximum(wanted, lower), most)  # np.clip takes longer for so few
        if texts.along is not None:
            across, upward = (self.fit.scale * texts.along).tolist()
            moved = np.minimum(np.maximum((corners - wanted)[:, 0] / (across or _TINY), -_SLIDE), _SLIDE) * upward
            corners[:, 1] = np.minimum(np.maximum(wanted[:, 1] + moved, lower[1]), most[:, 1])
        if texts.at_top:
            corners[:, 1] = most[:, 1]
        rows = zip(texts.texts, corners.tolist(), texts.sizes.tolist(), area.contains(places).tolist(), strict=True)
        yield from ((text, Area(*corner, *size)) for text, corner, size, seen in rows if seen)

    def _covered(self, covered: Mask, area: Area) -> float:
        """How far the surface hides a label, 0 to 1: all of it where it would show on more than a little."""
        box = area.box(self.panel.canvas.size)
        part = covered[box.rows_columns] if box else covered[:0]
        return min(1.0, np.count_nonzero(part) / part.size / _TOUCHING) if part.size else 0.0

    def _crowded(self, area: Area, taken: Sequence[_Taken]) -> float:
        """How far a label gives way to others, 0 to 1: to each as far as that one is seen where they touch."""
        reach, found = _APART * self.panel.point, 0.0
        left, bottom, right, top = area.left, area.bottom, area.right, area.top
        for other_left, other_bottom, other_right, other_top, seen in taken:
            across = min(right - other_left, other_right - left)
            if across > -reach and (upward := min(top - other_bottom, other_top - bottom)) > -reach:
                found = max(found, seen * min(1 + min(across, upward) / reach, 1.0))
        return found

    # What stands where.

    def _texts(self, camera: Camera) -> Iterator[Texts]:
        """All labels and names, those first before which others give way."""
        for axis in (0, 1):
            for side, opacity in self._sides(camera, axis):
                yield from self._along_edge(camera, axis, side, opacity)
        for places, opacity in self._scales(camera):
            yield from self._along_scale(places, opacity)

    def _along_edge(self, camera: Camera, axis: int, side: float, opacity: float) -> Iterator[Texts]:
        """The name and the labels of one edge of the floor."""
        panel, point, sizes, size = self.panel, self.panel.point, self._sizes[axis], self._name_sizes[axis]
        flat = camera.project(self._edges[axis, side])
        edge, places, inward = flat[:2], flat[4:], (flat[2] + flat[3]) - (flat[0] + flat[1])
        outward = normal(edge, -inward)
        lean = unit(outward - unit(inward))  # between the edge's normal and the lines that end there
        step = lean / float(outward @ lean)
        if name := self._names[axis]:
            reach = float((sizes @ np.abs(outward)).max()) if len(sizes) else 0.0
            away, part = step * ((_GAP + _NAME_GAP) * point + reach), np.minimum(size, _CLAIM * point)
            claims = away + touching(outward, part), part
            look, along = (NAME_SIZE, opacity, panel.math), edge[1] - edge[0]
            middle = (edge[0] + edge[1]) / 2 if camera.zoom <= 1 else self._middle(edge)
            place, offset = middle[None], away + touching(outward, size)
            yield Texts([name], place, offset, size, *look, along=along, claims=claims)
        offsets = step * _GAP * point + touching(outward, sizes)
        yield Texts(self._labels[axis], places, offsets, sizes, TICK_SIZE, opacity)

    def _along_scale(self, places: Array, opacity: float) -> Iterator[Texts]:
        """The name and the labels of an axis of heights.  Args: places: as of _scales."""
        point, line, sizes = self.panel.point, places[:2], self._height_sizes
        outward = normal(line, _RIGHT)
        if self._z:
            across = _GAP * point + sizes[:, 0].max() - self._z_size[0, 0] / 2 if self._in_row else 0.0
            offset = np.array([[across, (_GAP + NAME_SIZE / 2) * point]])
            look = NAME_SIZE, opacity, self.panel.math, self._in_row
            yield Texts([self._z], line[1:], offset, self._z_size, *look)
        labels, offsets = [tick.label for tick in self._heights], _GAP * point * outward + touching(outward, sizes)
        yield Texts(labels, places[2:], offsets, sizes, TICK_SIZE, opacity)

    def _sides(self, camera: Camera, axis: int) -> Iterator[tuple[float, float]]:
        """On which edges the labels of an axis stand, and how much they are seen: the one nearer to the camera."""
        found = dict[float, float]()
        for quarter, seen in self._quarters(camera, 0.0):
            side = _towards(quarter)[1 - axis]
            found[side] = found.get(side, 0.0) + seen
        yield from found.items()

    def _corners(self, camera: Camera) -> Iterator[tuple[Array, float]]:
        """Places for the axis of heights, (2, 3), and how much it is there: on the floor's rightmost corner."""
        for quarter, seen in self._quarters(camera, _farther(self._first if self._settled else camera, self.depth)):
            x, y = _towards(quarter)
            yield np.array([[-y, x, -self.depth], [-y, x, RISE]]), seen

    def _quarters(self, camera: Camera, late: float) -> Iterator[tuple[int, float]]:
        """From which quarter turn round the box it is labelled, and how much; two while one hands over to the next.

        None does near the ends of the camera's motion, so that the first picture shows no label twice.

        Args: late: by how many degrees a quarter begins later than at 0, 90, 180 and 270 degrees.
        """
        azimuth = (sum(self._turn) / 2 if self._settled else camera.azimuth) - late
        next_one = round(azimuth / 90)
        begins = 90 * next_one + late
        if self._settled or begins - self._turn[0] < 2 * _TURN or self._turn[1] - begins < 2 * _TURN:
            middle = begins - sum(self._turn) / 2
            near = abs(azimuth - 90 * next_one) < 2 * _TURN and not self._settled
            yield (next_one - (middle > 0) if near else math.floor(azimuth / 90)), 1.0
            return
        share = min(max(0.5 + (azimuth - 90 * next_one) / (2 * _TURN), 0.0), 1.0)
        share = share * share * (3 - 2 * share)
        yield from ((quarter, seen) for quarter, seen in ((next_one, share), (next_one - 1, 1 - share)) if seen)

    def _scales(self, camera: Camera) -> list[tuple[Array, float]]:
        """Axes of heights, and how much they are seen: hardly where the camera looks down on them.

        Of each its ends and the places of its labels on the picture plane, (2 + K, 2).
        """
        if self._seen is None or self._seen[0] != camera:
            self._seen = camera, list(self._found_scales(camera))
        return self._seen[1]

    def _found_scales(self, camera: Camera) -> Iterator[tuple[Array, float]]:
        rise = [RISE * (2 * tick.height - 1) for tick in self._heights]
        for ends, opacity in self._corners(camera) if self._heights else ():
            places = camera.project(np.array([*ends, *([*ends[0, :2], each] for each in rise)]))
            seen = (self._length(places[:2], camera) / self._full - _HIDDEN) / (1 - _HIDDEN)
            if seen > 0:
                yield places, opacity * min(seen, 1.0)

    @property
    def _settled(self) -> bool:
        """Whether the camera turns so little that its labels stay where they are."""
        return self._turn[1] - self._turn[0] < 4 * _TURN

    def _chosen(self, axis: int, views: Sequence[Camera]) -> list[float]:
        """Round places along an axis, for which its edge has room in every view."""
        edges = [self._across(1 - axis, side) for side in (-1.0, 1.0)]
        length = min(self._length(view.project(edge), view) for view in views for edge in edges)
        return ticks(self._limits(axis), _DENSITY * length)

    def _length(self, ends: Array, camera: Camera) -> float:
        """The points from one end of a line on the picture plane to the other, without zoom."""
        first, last = ends
        return self.fit.scale * math.hypot(*(last - first)) / (self.panel.point * camera.zoom)

    def _limits(self, axis: int) -> tuple[float, float]:
        return (self.panel.bounds.x, self.panel.bounds.y)[axis]

    def _edge(self, axis: int, side: float) -> Array:
        """The ends of an edge and of the one across from it, and the places of its labels, (4 + K, 3)."""
        shares = self._shares(axis)
        places = np.full((len(shares), 3), -self.depth)
        places[:, axis], places[:, 1 - axis] = shares, side
        return np.concatenate([self._across(1 - axis, side), self._across(1 - axis, -side), places])

    def _shares(self, axis: int) -> list[float]:
        """The places of an axis in the box, -1 to 1."""
        low, high = self._limits(axis)
        return [2 * (place - low) / (high - low) - 1 for place in self._places[axis]]

    def _across(self, axis: int, share: float) -> Array:
        """The ends of the line across the floor at a place of one axis, (2, 3)."""
        ends = np.full((2, 3), -self.depth)
        ends[:, axis], ends[:, 1 - axis] = share, (-1.0, 1.0)
        return ends

    def _middle(self, edge: Array) -> Array:
        """The middle of what is in view of an edge, on the picture plane."""
        area, along = self.panel.area, edge[1] - edge[0]
        window = (np.array([[area.left, area.bottom], [area.right, area.top]]) - self.fit.offset) / self.fit.scale
        shares = np.sort((window - edge[0]) / np.where(along == 0, _TINY, along), axis=0)
        enters, leaves = max(0.0, float(shares[0].max())), min(1.0, float(shares[1].min()))
        return np.asarray(edge[0] + along * ((enters + leaves) / 2 if enters < leaves else 0.5))

    def _measured(self, texts: Sequence[str], points: float, *, math: bool = False) -> Array:
        """The widths and the heights of texts in pixels, (K, 2)."""
        canvas = self.panel.canvas
        widths = [canvas.text_width(text, points, math=math) if text else 0.0 for text in texts]
        return np.array([[width, points * canvas.point] for width in widths]).reshape(-1, 2)


_Taken = tuple[float, float, float, float, float]
"""The edges of a label, left, lower, right, upper, and how much it is seen."""
_RIGHT = (1.0, 0.0)
_TINY = 1e-12


def floor_corners(depth: float) -> Array:
    """The corners of the floor, (4, 3)."""
    return np.array([[x, y, -depth] for x, y in itertools.product((-1.0, 1.0), repeat=2)])


def _towards(quarter: int) -> tuple[float, float]:
    """On which side of x and of y the camera stands, 1 or -1 each, in a quarter turn round the box."""
    return (1.0 if quarter % 4 in {0, 3} else -1.0), (1.0 if quarter % 4 in {0, 1} else -1.0)


def _farther(camera: Camera, depth: float) -> float:
    """How many degrees later a corner becomes the rightmost in perspective, in which near things are larger."""
    if camera.eye is None:
        return 0.0
    away = np.linalg.norm(camera.eye) + depth * camera.toward_eye[2]
    return math.degrees(math.atan(math.hypot(*camera.toward_eye[:2]) / float(away)))


def _outline(field: Array) -> Array:
    """Box points that span the surface: every third of the field, and its rim, (K, 3)."""
    ticks = np.linspace(-1, 1, len(field))
    x, y = np.meshgrid(ticks, ticks)
    surface = np.stack([x, y, field], axis=-1)
    parts = surface[::3, ::3], surface[[0, -1]], surface[:, [0, -1]]
    return np.concatenate([part.reshape(-1, 3) for part in parts])
