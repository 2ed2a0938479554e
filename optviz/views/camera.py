"""The eye on a height field: projection to pixels, and what the surface hides from it.

The shown part of a surface stands in a box: x and y run over [-1, 1], heights over [-RISE, RISE].
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from optviz.arrays import Array, Mask, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.floating[Any]]

RISE = 0.62
"""Half the height of the box; x and y reach 1."""
_DISTANCE = 5.0
"""From the middle of the box to the eye in perspective; nearer exaggerates, farther flattens."""
_SAMPLES = 64
"""Points tested between a point and the eye: twice as many change nothing visible."""


@dataclass(frozen=True)
class Camera:
    """A direction to look from.

    Args: azimuth: degrees round the vertical axis, 0 along x, counted towards y.  elevation: degrees above the
            floor.  perspective: whether near things are larger.
    """

    azimuth: float
    elevation: float
    perspective: bool = True

    @property
    def toward_eye(self) -> Array:
        """The unit vector from the middle of the box to the eye."""
        azimuth, elevation = math.radians(self.azimuth), math.radians(self.elevation)
        flat = math.cos(elevation)
        return np.array([flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation)])

    @property
    def right(self) -> Array:
        """The unit vector to the right on the picture."""
        azimuth = math.radians(self.azimuth)
        return np.array([-math.sin(azimuth), math.cos(azimuth), 0.0])

    @property
    def up(self) -> Array:
        """The unit vector upward on the picture."""
        return np.cross(self.toward_eye, self.right)

    def project(self, points: Array) -> Array:
        """Box points, (..., 3), on the picture plane, (..., 2), before it is fitted to a panel."""
        plane = np.stack([points @ self.right, points @ self.up], axis=-1)
        if not self.perspective:
            return plane
        depth = _DISTANCE - points @ self.toward_eye
        return np.asarray(plane * (_DISTANCE / depth)[..., None])

    def rays(self, points: Array) -> Array:
        """The direction from each box point to the eye, (..., 3), not normalised in perspective."""
        eye = self.toward_eye
        return np.asarray(_DISTANCE * eye - points) if self.perspective else np.broadcast_to(eye, points.shape)

    def ground(self) -> tuple[float, float]:
        """The point of the floor under the eye, which orders what is drawn; far away without perspective."""
        reach = _DISTANCE if self.perspective else 1e6
        x, y, _ = reach * self.toward_eye
        return float(x), float(y)


def hidden(camera: Camera, points: Array, height_field: Array, lift: float = 0.012) -> Mask:
    """Which box points the surface hides from the eye, (M,).

    A ray marches from each point to the eye until it leaves the box; the point is hidden if the ray comes under
    the surface on its way. Points that are not numbers count as visible.

    Args: points: (M, 3).  height_field: (n, n) heights in the box on a regular grid over [-1, 1]^2, a row for
            each y.  lift: how far above the surface a point starts, so that it does not hide itself.
    """
    start = (points + np.array([0.0, 0.0, lift])).astype(np.float32)
    rays = camera.rays(points).astype(np.float32)
    share = np.linspace(0.0, 1.0, _SAMPLES + 1, dtype=np.float32)[1:, None] ** 1.5  # denser near the point
    with np.errstate(all="ignore"):
        way = share * _reach(start, rays)
        x, y, z = (start[:, axis] + way * rays[:, axis] for axis in range(3))
        below = z < interpolated(height_field.astype(np.float32), x, y)
    return np.asarray(below.any(axis=0))


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


def _reach(start: Floats, rays: Floats) -> Floats:
    """How far along each ray the box ends, (M,), in units of the ray's length."""
    walls = np.array([1.0, 1.0, RISE], dtype=rays.dtype)
    exits = np.where(rays > 0, walls - start, -walls - start) / rays
    return np.asarray(np.maximum(np.where(rays == 0, np.inf, exits).min(axis=-1), 0.0))
