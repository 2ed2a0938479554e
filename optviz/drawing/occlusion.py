"""What a height field hides from a camera: the horizon along each of many rays over the ground.

Seen from above, the line of sight from the eye to a point is a straight line, its ray; r is the distance along it. In
perspective, the line of sight to a point of height z at r has the slope

    s = (z - z_eye) / r

and passes over a nearer place r' < r at the height z_eye + s r'. So the surface of height h(r') there hides the point
exactly if h(r') > z_eye + s r', that is, if the slope of its own line of sight is greater: (h(r') - z_eye) / r' > s.
The highest slope of all places before r, the horizon at r, therefore answers for every point behind: a point is hidden
exactly if its own slope is below the horizon, and the horizon is a running maximum along the ray.

Without perspective, all lines of sight fall by tan(elevation) for each unit of r. The one through (r, z) passes over
r' at the height z + (r - r') tan(elevation), so the same holds for

    s = z + r tan(elevation)

Rays spread round the eye in perspective and are parallel without it; either way a grid of rays and distances, looked up
between its two nearest rays, answers for all points of a picture.
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

_RAYS, _DISTANCES = 160, 112
"""How many rays, and distances along each: more change nothing visible."""
_RAYS_ALL_ROUND = 768
"""How many rays where the eye stands above the field and looks all round."""
_LIFT = 0.012
"""How far above its place a point is looked for, so that the surface it lies on does not hide it."""
_NOTHING = 1e9
"""Beyond all slopes; where there is no surface, nothing is hidden by it."""


class Sight:
    """What one camera sees of one height field.

    A ray is a number: its angle round the eye in perspective, and else how far to the left of the middle it runs.

    Args: height_field: (n, n) heights in the box on a regular grid over [-1, 1]^2, a row for each y.
    """

    def __init__(self, camera: Camera, height_field: Array) -> None:
        self._eye = camera.eye
        self._field = height_field.astype(np.float32)
        toward = camera.toward_eye
        self._steepness = toward[2] / max(float(np.hypot(*toward[:2])), 1e-9)
        self._away = -toward[:2] / max(float(np.hypot(*toward[:2])), 1e-9)
        corners = self._ray(np.array([[x, y] for x in (-1.0, 1.0) for y in (-1.0, 1.0)]))
        self._all_round = self._eye is not None and float(np.abs(self._eye[:2]).max()) <= 1
        self._rays, self._distances = self._extent(corners)
        self._bottom = float(np.nanmin(self._field, initial=np.inf)) - _LIFT

    def hides(self, points: Array) -> Mask:
        """Which box points (M, 3) the surface hides; what is not a number counts as seen.

        A point on the surface is hidden if something nearer rises above its line of sight, by the horizon. A
        point on the floor lies lower than all of the surface. Its line of sight is beneath the surface at its end; if
        it is above the surface anywhere before, it goes through it, and the point is hidden. If it is beneath it all
        along, it came in below the surface's edge, and the point is seen. So there the lowest slope before it decides.
        """
        ray, distance = self._ray(points[:, :2])
        found = self._indices(ray, distance)
        hidden = self._slope(points[:, 2] + _LIFT, distance) < self._looked_up(self._highest, *found)
        beneath = points[:, 2] < self._bottom
        if beneath.any():
            through = self._slope(points[:, 2], distance) > self._looked_up(self._lowest, *found)
            hidden = np.where(beneath, through, hidden)
        return np.asarray(hidden & np.isfinite(points).all(axis=1))

    def _ray(self, ground: Array) -> tuple[Array, Array]:
        """The ray of each point of the ground (..., 2), and its distance along it, away from the eye."""
        if self._eye is None:
            across = ground[..., 0] * -self._away[1] + ground[..., 1] * self._away[0]
            return across, ground @ self._away
        offset = ground - self._eye[:2]
        along, across = offset @ self._away, offset[..., 0] * -self._away[1] + offset[..., 1] * self._away[0]
        return np.arctan2(across, along), np.hypot(along, across)

    def _ground(self, ray: Array, distance: Array) -> tuple[Array, Array]:
        """The x and y of distances along rays."""
        x, y = self._away
        if self._eye is None:
            return distance * x - ray * y, distance * y + ray * x
        along, across = distance * np.cos(ray), distance * np.sin(ray)
        return self._eye[0] + along * x - across * y, self._eye[1] + along * y + across * x

    def _slope(self, heights: Floats, distance: Array) -> Array:
        """The number s of the lines of sight to heights at distances: the greater, the higher they pass."""
        if self._eye is None:
            return np.asarray(heights + distance * self._steepness)
        return np.asarray((heights - self._eye[2]) / np.maximum(distance, 1e-6))

    def _extent(self, corners: tuple[Array, Array]) -> tuple[Array, Array]:
        """The rays and the distances that cover the field, from those of its corners."""
        ray, distance = corners
        if self._all_round:
            return np.linspace(-math.pi, math.pi, _RAYS_ALL_ROUND), np.linspace(0, distance.max(), _DISTANCES)
        nearest = distance.min() if self._eye is None else max(0.0, float(np.hypot(*self._eye[:2])) - math.sqrt(2))
        return np.linspace(ray.min(), ray.max(), _RAYS), np.linspace(nearest, distance.max(), _DISTANCES)

    @cached_property
    def _slopes(self) -> tuple[Floats, Mask]:
        """The slope to each distance of each ray, (R, D), and whether the field is there."""
        x, y = (part.astype(np.float32) for part in self._ground(self._rays[:, None], self._distances))
        slope = self._slope(interpolated(self._field, x, y), self._distances).astype(np.float32)
        return slope, (np.abs(x) <= 1) & (np.abs(y) <= 1) & np.isfinite(slope)

    @cached_property
    def _highest(self) -> Floats:
        """The horizon: the highest slope from the eye up to each distance of each ray, (R, D)."""
        slope, known = self._slopes
        return np.maximum.accumulate(np.where(known, slope, np.float32(-_NOTHING)), axis=1)

    @cached_property
    def _lowest(self) -> Floats:
        """The lowest slope from the eye up to each distance of each ray, (R, D)."""
        slope, known = self._slopes
        return np.minimum.accumulate(np.where(known, slope, np.float32(_NOTHING)), axis=1)

    def _indices(self, ray: Array, distance: Array) -> tuple[Any, Any, Array]:
        """The ray before each point, the last distance not behind it, and its share of the way to the next ray."""
        across = (ray - self._rays[0]) / (self._rays[1] - self._rays[0])
        along = (distance - self._distances[0]) / (self._distances[1] - self._distances[0])
        before = np.clip(np.nan_to_num(across), 0, len(self._rays) - 2).astype(np.intp)
        last = np.clip(np.nan_to_num(along), 0, len(self._distances) - 1).astype(np.intp)
        return before, last, np.clip(across - before, 0, 1)

    @staticmethod
    def _looked_up(horizon: Floats, before: Any, last: Any, share: Array) -> Array:
        return np.asarray(horizon[before, last] * (1 - share) + horizon[before + 1, last] * share)


def interpolated(height_field: Floats, x: Floats, y: Floats) -> Floats:
    """Heights between those of a field, bilinear; beside the field those of its edge; NaN where a place is NaN."""
    last = len(height_field) - 1
    across, down = (np.clip((place + 1) * (last / 2), 0, last) for place in (x, y))
    column, row = (np.minimum(place.astype(np.int32), last - 1) for place in (across, down))
    u, v = across - column, down - row
    corner = row * (last + 1) + column
    a, b, c, d = (height_field.ravel().take(corner + step, mode="clip") for step in (0, 1, last + 1, last + 2))
    lower, upper = a + (b - a) * u, c + (d - c) * u
    return np.asarray(lower + (upper - lower) * v)


def missed(coarse: Array, field: Array) -> float:
    """How far a coarser height field lies from another at worst; infinitely far where parts are not numbers."""
    ticks = np.linspace(-1, 1, len(field))
    worst = float(np.abs(interpolated(coarse, *np.meshgrid(ticks, ticks)) - field).max())
    return worst if np.isfinite(worst) else np.inf
