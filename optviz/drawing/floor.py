"""What stands round a landscape: a hairline grid below it, an axis of its heights, and their labels and names.

Labels follow the camera without a jump: each touches its place with the side, or the corner, that faces it; an edge or
a corner of the floor that hands its labels over to another does so by and by; and ticks are the same in all poses.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, Mask, np
from optviz.drawing.axes import NAME_ROW, NAME_SIZE, TICK_SIZE, fitted_name
from optviz.drawing.camera import RISE
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
_CORNER = 0.35
"""Directions that lean less than this have a box stand above or below its place, or beside it, not at its corner."""
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
_LEAST = 0.7
"""The share of its size without labels that a landscape keeps, however long they are."""
_APART = 3.0
"""Points between labels below which, while the camera moves, one gives way bit by bit."""
_TOUCHING = 0.06
"""The share of a label that the surface may cover before it is not seen."""


class Box(NamedTuple):
    """A text that stands beside a place of the picture plane.

    Args: place: (2,), on the plane.  offset: pixels from there to its middle, (2,).  size: its width and height in
        pixels, (2,).  points: the size of its letters.  opacity: 0 to 1.  math: whether $...$ in it is mathematics.
        row: whether it stands in the row at the top of the panel, whatever its offset.  along: the edge that it moves
        along where it would stick out of the panel, (2,).  claim: the offset and the size of that part of it for
        which the landscape makes room, if that is not all of it.
    """

    text: str
    place: Array
    offset: Array
    size: Array
    points: float
    opacity: float
    math: bool = False
    row: bool = False
    along: Array | None = None
    claim: tuple[Array, Array] | None = None

    @property
    def reach(self) -> Array:
        """From its place to the corners of the part for which the landscape makes room, (2, 2)."""
        offset, size = self.claim or (self.offset, self.size)
        return np.array([offset - size / 2, offset + size / 2])


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
        azimuths = [camera.azimuth for camera in cameras]
        self._first, self._turn, self._moves = cameras[0], (min(azimuths), max(azimuths)), len(cameras) > 1
        views, area = [replace(camera, zoom=1.0) for camera in cameras], panel.area.shrunk(*[_MARGIN * panel.point] * 4)
        self._in_row = bool(scale) and self._size(panel.names.z, NAME_SIZE, math=panel.math)[0] > _LONG * panel.point
        area = area.shrunk(top=NAME_ROW * panel.point if self._in_row else 0.0)
        outline = np.vstack([_outline(field), floor_corners(depth)])
        flat = [view.project(np.vstack([outline, *(ends for ends, _ in self._corners(view))])) for view in views]
        self.fit = Fit.of(area.shrunk(*[NAME_ROW * panel.point] * 4), flat, [])
        names, widest = (panel.names.x, panel.names.y), _WIDEST * panel.area.width
        self._names = [fitted_name(panel, name, widest) if name else "" for name in names]
        self._places = [self._chosen(axis, views) for axis in (0, 1)]
        self._labels = [tick_labels(places) for places in self._places]
        lengths = [self._length(ends, view) for view in views for ends, _ in self._corners(view)]
        self._full = min(_FULL, max(lengths))
        room = min(length for length in lengths if length >= self._full)
        self._heights = scale_ticks(scale, room) if scale and room > _SHORTEST else []
        self.fit = Fit.of(area, flat, [box for view in views for box in self._boxes(view)])

    def draw_lines(self, camera: Camera) -> None:
        """Draw the grid and the axis of heights, if there are heights, before the surface."""
        canvas, theme, area = self.panel.canvas, self.panel.theme, self.panel.area
        shares = [(-1.0, *self._shares(axis), 1.0) for axis in (0, 1)]
        lines = np.stack([self._across(axis, share) for axis in (0, 1) for share in shares[axis]])
        canvas.lines([*self._pixels(lines, camera)], theme.grid, 0.6, area=area)
        for ends, opacity in self._scales(camera) if self._heights else ():
            line, places = self._pixels(ends, camera), self._pixels(self._risen(ends), camera)
            dash = _TICK * self.panel.point * _normal(line, _RIGHT)
            dashes = [np.stack([place, place + dash]) for place in places]
            canvas.lines([line, *dashes], theme.secondary, 0.7, area=area, opacity=0.7 * opacity)

    def draw_labels(self, camera: Camera, covered: Mask) -> None:
        """Draw labels and names, after the surface.

        Args: covered: the pixels of the canvas where the surface shows, rows from the top: no label stands on them.
        """
        panel, taken = self.panel, list[tuple[Area, float]]()
        for box in self._boxes(camera):
            area = self._area(box)
            if area is None:
                continue
            free = 1 - max(
                self._covered(covered, area), *(seen * self._crowded(area, other) for other, seen in taken), 0.0
            )
            opacity = box.opacity * (free if self._moves else math.ceil(free))
            if opacity > 0:
                taken.append((area, opacity))
                middle = area.left + area.width / 2, area.bottom + area.height / 2
                panel.canvas.text(
                    box.text, *middle, box.points, panel.theme.secondary, align="center", math=box.math, opacity=opacity
                )  # fmt: skip

    def _area(self, box: Box) -> Area | None:
        """Where a box stands in the panel, if its place is in view."""
        area, place, (width, height) = self.panel.area, self.fit.pixels(box.place), box.size.tolist()
        if not area.contains(place):
            return None
        left, bottom = (place + box.offset - box.size / 2).tolist()
        inside = max(area.left, min(left, area.right - width))
        if box.along is not None:
            across, upward = (self.fit.scale * box.along).tolist()
            bottom += max(-_SLIDE, min((inside - left) / (across or _TINY), _SLIDE)) * upward
        left = inside
        bottom = max(area.bottom, min(area.top if box.row else bottom, area.top - height))
        return Area(left, bottom, width, height)

    def _covered(self, covered: Mask, area: Area) -> float:
        """How far the surface hides a label, 0 to 1: all of it where it would show on more than a little."""
        box = area.box(self.panel.canvas.size)
        return min(1.0, float(covered[box.rows_columns].mean()) / _TOUCHING) if box else 0.0

    def _crowded(self, area: Area, other: Area) -> float:
        """How far a label gives way to another one, 0 to 1: all of it where they touch."""
        across = min(area.right, other.right) - max(area.left, other.left)
        upward = min(area.top, other.top) - max(area.bottom, other.bottom)
        return min(max(1 + min(across, upward) / (_APART * self.panel.point), 0.0), 1.0)

    # What stands where.

    def _boxes(self, camera: Camera) -> Iterator[Box]:
        """All labels and names, those first before which others give way."""
        for axis in (0, 1):
            for side, opacity in self._sides(camera, axis):
                yield from self._edge(camera, axis, side, opacity)
        for ends, opacity in self._scales(camera) if self._heights else ():
            yield from self._scale(camera, ends, opacity)

    def _edge(self, camera: Camera, axis: int, side: float, opacity: float) -> Iterator[Box]:
        """The name and the labels of one edge of the floor."""
        panel, point, labels = self.panel, self.panel.point, self._labels[axis]
        edge, inner = (camera.project(self._across(1 - axis, share)) for share in (side, -side))
        outward = (edge - inner).sum(axis=0)
        normal = _normal(edge, outward)
        lean = _unit(normal + _unit(outward))  # between the edge's normal and the lines that end there
        step, sizes = lean / float(normal @ lean), [self._size(label, TICK_SIZE) for label in labels]
        if name := self._names[axis]:
            size = self._size(name, NAME_SIZE, math=panel.math)
            reach = max((float(np.abs(normal) @ each) for each in sizes), default=0.0)
            away, part = step * ((_GAP + _NAME_GAP) * point + reach), np.minimum(size, _CLAIM * point)
            look = (size, NAME_SIZE, opacity, panel.math)
            along, claim = edge[1] - edge[0], (away + _beside(normal, part), part)
            yield Box(name, self._middle(edge), away + _beside(normal, size), *look, along=along, claim=claim)
        places = np.full((len(labels), 3), -self.depth)
        places[:, axis], places[:, 1 - axis] = self._shares(axis), side
        for label, place, size in zip(labels, camera.project(places), sizes, strict=True):
            yield Box(label, place, step * _GAP * point + _beside(normal, size), size, TICK_SIZE, opacity)

    def _scale(self, camera: Camera, ends: Array, opacity: float) -> Iterator[Box]:
        """The name and the labels of the axis of heights at one corner."""
        panel, point, line = self.panel, self.panel.point, camera.project(ends)
        normal, sizes = _normal(line, _RIGHT), [self._size(tick.label, TICK_SIZE) for tick in self._heights]
        if panel.names.z:
            name = fitted_name(panel, panel.names.z, panel.area.width)
            size = self._size(name, NAME_SIZE, math=panel.math)
            widest = max((float(each[0]) for each in sizes), default=0.0)
            across = _GAP * point + widest - size[0] / 2 if self._in_row else 0.0
            offset = np.array([across, (_GAP + NAME_SIZE / 2) * point])
            yield Box(name, line[1], offset, size, NAME_SIZE, opacity, panel.math, self._in_row)
        places = camera.project(self._risen(ends))
        for tick, place, size in zip(self._heights, places, sizes, strict=True):
            yield Box(tick.label, place, normal * _GAP * point + _beside(normal, size), size, TICK_SIZE, opacity)

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

    def _scales(self, camera: Camera) -> Iterator[tuple[Array, float]]:
        """Axes of heights, (2, 3), and how much they are seen: hardly where the camera looks down on them."""
        for ends, opacity in self._corners(camera):
            seen = (self._length(ends, camera) / self._full - _HIDDEN) / (1 - _HIDDEN)
            if seen > 0:
                yield ends, opacity * min(seen, 1.0)

    @property
    def _settled(self) -> bool:
        """Whether the camera turns so little that its labels stay where they are."""
        return self._turn[1] - self._turn[0] < 4 * _TURN

    def _chosen(self, axis: int, views: Sequence[Camera]) -> list[float]:
        """Round places along an axis, for which its edge has room in every view."""
        edges = [self._across(1 - axis, side) for side in (-1.0, 1.0)]
        length = min(self._length(edge, view) for view in views for edge in edges)
        return ticks(self._limits(axis), _DENSITY * length)

    def _length(self, ends: Array, camera: Camera) -> float:
        """The points from one end of a line to the other."""
        first, last = camera.project(ends)
        return self.fit.scale * math.hypot(*(last - first)) / (self.panel.point * camera.zoom)

    def _limits(self, axis: int) -> tuple[float, float]:
        return (self.panel.bounds.x, self.panel.bounds.y)[axis]

    def _shares(self, axis: int) -> list[float]:
        """The places of an axis in the box, -1 to 1."""
        low, high = self._limits(axis)
        return [2 * (place - low) / (high - low) - 1 for place in self._places[axis]]

    def _across(self, axis: int, share: float) -> Array:
        """The ends of the line across the floor at a place of one axis, (2, 3)."""
        ends = np.full((2, 3), -self.depth)
        ends[:, axis], ends[:, 1 - axis] = share, (-1.0, 1.0)
        return ends

    def _risen(self, ends: Array) -> Array:
        """The places of the heights on their axis, (K, 3)."""
        rise = [RISE * (2 * tick.height - 1) for tick in self._heights]
        return np.array([[*ends[0, :2], each] for each in rise]).reshape(-1, 3)

    def _middle(self, edge: Array) -> Array:
        """The middle of what is in view of an edge, on the picture plane."""
        area, along = self.panel.area, edge[1] - edge[0]
        window = (np.array([[area.left, area.bottom], [area.right, area.top]]) - self.fit.offset) / self.fit.scale
        shares = np.sort((window - edge[0]) / np.where(along == 0, _TINY, along), axis=0)
        enters, leaves = max(0.0, float(shares[0].max())), min(1.0, float(shares[1].min()))
        return np.asarray(edge[0] + along * ((enters + leaves) / 2 if enters < leaves else 0.5))

    def _pixels(self, points: Array, camera: Camera) -> Array:
        return self.fit.pixels(camera.project(points))

    def _size(self, text: str, points: float, *, math: bool = False) -> Array:
        """The width and the height of a text in pixels."""
        canvas = self.panel.canvas
        return np.array([canvas.text_width(text, points, math=math) if text else 0.0, points * canvas.point])


_RIGHT = np.array([1.0, 0.0])
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


@dataclass(frozen=True, eq=False)
class Fit:
    """Where the picture plane stands in a panel: one scale and one offset for every pose of the camera."""

    scale: float
    offset: Array

    @classmethod
    def of(cls, area: Area, flat: Sequence[Array], boxes: Sequence[Box]) -> Fit:
        """The largest scale at which all places of the plane stand in an area, and boxes beside places, too.

        Args: flat: places, (K, 2) each.  boxes: what is too much beside a landscape of a fair size sticks out.
        """
        low = np.array([np.nanmin(each, axis=0) for each in flat]).min(axis=0)
        high = np.array([np.nanmax(each, axis=0) for each in flat]).max(axis=0)
        room = np.array([area.width, area.height])
        most = float((room / (high - low)).min())
        beside = [box for box in boxes if not box.row]
        places = np.array([low, high, *(box.place for box in beside)])
        still = np.zeros((2, 2))
        under, over = (np.vstack([still, *(box.reach[end] for box in beside)]) for end in (0, 1))

        def ends(scale: float) -> tuple[Array, Array]:
            return (scale * places + under).min(axis=0), (scale * places + over).max(axis=0)

        least, scale = _LEAST * most, most
        for _ in range(_HALVINGS if beside else 0):
            bottom, top = ends(scale)
            fits = bool((top - bottom <= room).all())
            least, most = (scale, most) if fits else (least, scale)
            scale = (least + most) / 2
        bottom, top = ends(least if beside else scale)
        middle = np.array([area.left + area.width / 2, area.bottom + area.height / 2])
        return cls(least if beside else scale, middle - (bottom + top) / 2)

    def pixels(self, plane: Array) -> Array:
        """Points of the picture plane as pixels."""
        return self.offset + self.scale * plane


_HALVINGS = 30


def _outline(field: Array) -> Array:
    """Box points that span the surface: every third of the field, and its rim, (K, 3)."""
    ticks = np.linspace(-1, 1, len(field))
    x, y = np.meshgrid(ticks, ticks)
    surface = np.stack([x, y, field], axis=-1)
    parts = surface[::3, ::3], surface[[0, -1]], surface[:, [0, -1]]
    return np.concatenate([part.reshape(-1, 3) for part in parts])


def _unit(vector: Array) -> Array:
    """A vector of length 1 in the same direction."""
    return np.asarray(vector / max(math.hypot(*vector), _TINY))


def _normal(line: Array, towards: Array) -> Array:
    """The unit normal of a line, (2, 2), on the side to which a vector points."""
    (right, up) = _unit(line[1] - line[0])
    normal = np.array([-up, right])
    return normal if normal @ towards >= 0 else -normal


def _beside(normal: Array, size: Array) -> Array:
    """From a place on a line to the middle of a box that touches it, on the side of the line's normal.

    The box touches the place with its corner, or with the middle of a side where the line runs along that side, and
    with something in between where it nearly does.
    """
    share = np.clip(normal / _CORNER, -1, 1)
    missing = np.abs(normal) * size / 2 * (1 - np.abs(share))
    return np.asarray(share * size / 2 + normal * missing.sum())
