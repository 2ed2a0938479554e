"""What a height field hides from a camera: the horizons along its lines of sight over the ground.

A ray from the eye stays over one line on the ground, its lane. Along a lane, what lies nearer hides a point exactly
if it reaches above the line of sight, so the highest line of sight so far, the horizon, answers for every point behind
it. One grid of lanes answers for all points of a picture.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from optviz.arrays import Array, Mask, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optviz.drawing.camera import Camera

    Floats: TypeAlias = NDArray[np.floating[Any]]

_LANES, _PLACES = 160, 112
"""Lanes, and places along each: finer ones change nothing visible."""
_LANES_ALL_ROUND = 768
"""Lanes where the eye stands above the field and looks all round."""
_LIFT = 0.012
"""How far above the surface a point counts as standing, so that the surface it lies on does not hide it."""
_NOTHING = 1e9
"""Stands for a horizon where there is no surface."""


class Sight:
    """What one camera sees of one height field.

        perspective: the line of sight to a point at distance r over the ground and height z rises by
                     (z - z_eye) / r;  a lane is an angle round the eye, its places are distances.
        orthographic: z + r tan(elevation) orders points along a lane;  lanes are parallel.

    Args: height_field: (n, n) heights in the box on a regular grid over [-1, 1]^2, a row for each y.
    """

    def __init__(self, camera: Camera, height_field: Array) -> None:
        self._eye = camera.eye
        self._field = height_field.astype(np.float32)
        toward = camera.toward_eye
        self._steepness = toward[2] / max(float(np.hypot(*toward[:2])), 1e-9)
        self._away = -toward[:2] / max(float(np.hypot(*toward[:2])), 1e-9)
        corners = self._lane(np.array([[x, y] for x in (-1.0, 1.0) for y in (-1.0, 1.0)]))
        self._all_round = self._eye is not None and float(np.abs(self._eye[:2]).max()) <= 1
        self._lanes, self._places = self._extent(corners)
        self._bottom = float(np.nanmin(self._field, initial=np.inf)) - _LIFT

    def hides(self, points: Array) -> Mask:
        """Which box points (M, 3) the surface hides; what is not a number counts as seen.

        A point on the surface is hidden if something nearer rises above its line of sight; one on the floor, lower than
        all of the surface, if its line of sight comes out above the surface on its way.
        """
        with np.errstate(all="ignore"):
            lane, place = self._lane(points[:, :2])
            found = self._indices(lane, place)
            hidden = self._sight(points[:, 2] + _LIFT, place) < self._looked_up(self._highest, *found)
            beneath = points[:, 2] < self._bottom
            if beneath.any():
                out = self._sight(points[:, 2], place) > self._looked_up(self._lowest, *found)
                hidden = np.where(beneath, out, hidden)
        return np.asarray(hidden & np.isfinite(points).all(axis=1))

    def _lane(self, ground: Array) -> tuple[Array, Array]:
        """The lane of each point of the ground (..., 2), and its place there, from the eye on."""
        if self._eye is None:
            across = ground[..., 0] * -self._away[1] + ground[..., 1] * self._away[0]
            return across, ground @ self._away
        way = ground - self._eye[:2]
        along, across = way @ self._away, way[..., 0] * -self._away[1] + way[..., 1] * self._away[0]
        return np.arctan2(across, along), np.hypot(along, across)

    def _ground(self, lane: Array, place: Array) -> tuple[Array, Array]:
        """The x and y of places along lanes."""
        x, y = self._away
        if self._eye is None:
            return place * x - lane * y, place * y + lane * x
        along, across = place * np.cos(lane), place * np.sin(lane)
        return self._eye[0] + along * x - across * y, self._eye[1] + along * y + across * x

    def _sight(self, heights: Floats, place: Array) -> Array:
        """What orders the lines of sight to heights at places."""
        if self._eye is None:
            return np.asarray(heights + place * self._steepness)
        return np.asarray((heights - self._eye[2]) / np.maximum(place, 1e-6))

    def _extent(self, corners: tuple[Array, Array]) -> tuple[Array, Array]:
        """The lanes and the places that cover the field, given where its corners are."""
        lane, place = corners
        if self._all_round:
            return np.linspace(-math.pi, math.pi, _LANES_ALL_ROUND), np.linspace(0, place.max(), _PLACES)
        nearest = place.min() if self._eye is None else max(0.0, float(np.hypot(*self._eye[:2])) - math.sqrt(2))
        return np.linspace(lane.min(), lane.max(), _LANES), np.linspace(nearest, place.max(), _PLACES)

    @cached_property
    def _sights(self) -> tuple[Floats, Mask]:
        """The line of sight to each place of each lane, (L, P), and whether the field is there."""
        x, y = (part.astype(np.float32) for part in self._ground(self._lanes[:, None], self._places))
        with np.errstate(all="ignore"):
            sight = self._sight(interpolated(self._field, x, y), self._places).astype(np.float32)
        return sight, (np.abs(x) <= 1) & (np.abs(y) <= 1) & np.isfinite(sight)

    @cached_property
    def _highest(self) -> Floats:
        """The highest line of sight from the eye up to each place of each lane, (L, P)."""
        sight, known = self._sights
        return np.maximum.accumulate(np.where(known, sight, np.float32(-_NOTHING)), axis=1)

    @cached_property
    def _lowest(self) -> Floats:
        """The lowest of them."""
        sight, known = self._sights
        return np.minimum.accumulate(np.where(known, sight, np.float32(_NOTHING)), axis=1)

    def _indices(self, lane: Array, place: Array) -> tuple[Any, Any, Array]:
        """The lane before each point, the last place not behind it, and how far it is to the next lane."""
        across = (lane - self._lanes[0]) / (self._lanes[1] - self._lanes[0])
        along = (place - self._places[0]) / (self._places[1] - self._places[0])
        column = np.clip(np.nan_to_num(across), 0, len(self._lanes) - 2).astype(np.intp)
        row = np.clip(np.nan_to_num(along), 0, len(self._places) - 1).astype(np.intp)
        return column, row, np.clip(across - column, 0, 1)

    @staticmethod
    def _looked_up(horizon: Floats, column: Any, row: Any, share: Array) -> Array:
        return np.asarray(horizon[column, row] * (1 - share) + horizon[column + 1, row] * share)


def interpolated(height_field: Floats, x: Floats, y: Floats) -> Floats:
    """Bilinear heights at box points; beside the field its edge's, and not a number where the point is not one."""
    last = len(height_field) - 1
    across, down = (np.clip((place + 1) * (last / 2), 0, last) for place in (x, y))
    column, row = (np.minimum(place.astype(np.int32), last - 1) for place in (across, down))
    u, v = across - column, down - row
    corner = row * (last + 1) + column
    a, b, c, d = (height_field.ravel().take(corner + step, mode="clip") for step in (0, 1, last + 1, last + 2))
    lower, upper = a + (b - a) * u, c + (d - c) * u
    return np.asarray(lower + (upper - lower) * v)
