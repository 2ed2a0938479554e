"""The camera that looks at a height field, and how it projects the box in which the field stands.

The shown part of a surface stands in a box: x and y run over [-1, 1], heights over [-RISE, RISE].
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optviz.arrays import Array, np

if TYPE_CHECKING:
    from optviz.surfaces import Bounds

RISE = 0.62
"""Half the height of the box; x and y reach 1."""
_DISTANCE = 5.0
"""From the middle of the box to the eye in perspective; nearer exaggerates, farther flattens."""
LARGEST = _DISTANCE / (_DISTANCE - math.sqrt(2 + RISE**2))
"""How many times larger than in the middle of the box things are at most in perspective, at its nearest corner."""


@dataclass(frozen=True)
class Camera:
    """A direction to look from.

    Args: azimuth: degrees round the vertical axis, 0 along x, counted towards y.  elevation: degrees above the
            floor.  perspective: whether near things are larger.  zoom: how many times larger the picture is.
    """

    azimuth: float
    elevation: float
    perspective: bool = True
    zoom: float = 1.0

    @cached_property
    def toward_eye(self) -> Array:
        """The unit vector from the middle of the box to the eye."""
        azimuth, elevation = math.radians(self.azimuth), math.radians(self.elevation)
        flat = math.cos(elevation)
        return np.array([flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation)])

    @cached_property
    def right(self) -> Array:
        """The unit vector to the right on the picture."""
        azimuth = math.radians(self.azimuth)
        return np.array([-math.sin(azimuth), math.cos(azimuth), 0.0])

    @cached_property
    def up(self) -> Array:
        """The unit vector upward on the picture."""
        return np.cross(self.toward_eye, self.right)

    @cached_property
    def _axes(self) -> Array:
        """Box axes on the picture plane, (3, 2)."""
        return self.zoom * np.stack([self.right, self.up], axis=-1)

    def project(self, points: Array) -> Array:
        """Box points, (..., 3), on the picture plane, (..., 2), before it is fitted to a panel."""
        plane = points @ self._axes
        if not self.perspective:
            return np.asarray(plane)
        depth = _DISTANCE - points @ self.toward_eye
        return np.asarray(plane * (_DISTANCE / depth)[..., None])

    @property
    def eye(self) -> Array | None:
        """Where the eye is, (3,); None where it is infinitely far away."""
        return _DISTANCE * self.toward_eye if self.perspective else None

    def ground(self) -> tuple[float, float]:
        """The point of the floor under the eye, which orders what is drawn; far away without perspective."""
        reach = _DISTANCE if self.perspective else 1e6
        x, y, _ = reach * self.toward_eye
        return float(x), float(y)


def to_box(points: Array, bounds: Bounds) -> Array:
    """Points (..., 2) of the surface's plane in the box's x and y."""
    low, high = np.transpose([bounds.x, bounds.y])
    return np.asarray(2 * (points - low) / (high - low) - 1)


def from_box(points: Array, bounds: Bounds) -> Array:
    """Points (..., 2) in the box's x and y in the surface's plane."""
    low, high = np.transpose([bounds.x, bounds.y])
    return np.asarray(low + (points + 1) / 2 * (high - low))
