"""Gaussian wells and bumps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, TypeAlias

from annotated_types import Ge, Le, MaxLen, MinLen

from optviz.arrays import Array, np
from optviz.parameters import Key
from optviz.surfaces.kinds.closed import ITS_OWN, Sum
from optviz.surfaces.kinds.surface import Bounds, Point

if TYPE_CHECKING:
    from optviz.surfaces.kinds.surface import Tag

_AROUND: Final = 3.0
"""Widths that are drawn around a well."""
_SAMPLES: Final = 101
_DIGITS: Final = 9
"""Of the bounds that follow from wells, behind the point."""
_LARGEST: Final = 1e6
_Coordinate: TypeAlias = Annotated[float, Ge(-_LARGEST), Le(_LARGEST)]
_Width: TypeAlias = Annotated[float, Ge(1 / _LARGEST), Le(_LARGEST)]


@dataclass(frozen=True)
class Well:
    """One well, or a bump.

    Args: at: its middle, [x, y], each at most 10^6.  depth: how deep it is, at most 10^6; negative for a bump.
        width: its standard deviation, 10^-6 to 10^6; one for both axes, or [along x, along y].
    """

    at: tuple[_Coordinate, _Coordinate]
    depth: _Coordinate = 1.0
    width: _Width | tuple[_Width, _Width] = 1.0

    @property
    def widths(self) -> Point:
        """Along x and along y."""
        return self.width if isinstance(self.width, tuple) else (self.width, self.width)


_USUAL: Final = (Well((-1.5, 0.5), 1.0, 0.7), Well((1.5, -0.5), 1.6, (0.5, 0.9)), Well((0.2, 0.4), -0.6, 0.5))


@dataclass(frozen=True, repr=False)
class Wells(Sum):
    """Gaussian wells and bumps, placed as you like.

        f(x, y) = bowl (x^2 + y^2) - sum depth exp(-(x - a)^2 / (2 width_x^2) - (y - b)^2 / (2 width_y^2))

    Args: wells: where they are, how deep and how wide: 1 to 100.
        bowl: the curvature of a bowl around (0, 0) that keeps runs from leaving, >= 0.
    """

    name: ClassVar[str] = "wells"
    title: ClassVar[str] = "Gaussian wells"
    source: ClassVar[str] = "sums of Gaussians, as in Müller & Brown 1979"
    tags: ClassVar[tuple[Tag, ...]] = ("multimodal", "plateau")

    wells: Annotated[tuple[Well, ...], MinLen(1), MaxLen(100)] = _USUAL
    bowl: Annotated[float, Ge(0), Le(_LARGEST)] = 0.0
    bounds: Annotated[Bounds, Key()] = ITS_OWN

    @property
    def count(self) -> int:
        """The wells and the bowl."""
        return len(self.wells) + 1

    @property
    def region(self) -> Bounds:
        """All wells with three widths around them."""
        middles, widths = (np.array([getattr(each, name) for each in self.wells]) for name in ("at", "widths"))
        low, high = (middles - _AROUND * widths).min(axis=0), (middles + _AROUND * widths).max(axis=0)
        low, high = low.round(_DIGITS), high.round(_DIGITS)
        return Bounds((low[0], high[0]), (low[1], high[1]))

    @property
    def sampled(self) -> tuple[Array, Array]:
        """Evenly, and around each well."""
        middles, widths = (np.array([getattr(each, name) for each in self.wells]) for name in ("at", "widths"))
        near = np.concatenate([middles - widths, middles, middles + widths])
        across, up = (np.linspace(*axis, _SAMPLES) for axis in (self.region.x, self.region.y))
        return np.union1d(across, near[:, 0]), np.union1d(up, near[:, 1])

    @cached_property
    def _columns(self) -> Array:
        """Each well's middle, its precision along x and y, and its depth: (5, wells, 1)."""
        rows = [(*each.at, *(1 / width**2 for width in each.widths), each.depth) for each in self.wells]
        return np.array(rows).T[..., None]

    def terms(self, x: Array, y: Array, order: int) -> tuple[Array, ...]:
        """The bowl and the wells."""
        a, b, p, q, depth = self._columns
        u, v = x - a, y - b
        well = -depth * np.exp(-(p * u * u + q * v * v) / 2)
        bowl = self.bowl
        if order == 0:
            return (np.concatenate([[bowl * (x * x + y * y)], well]),)
        if order == 1:
            return np.concatenate([[2 * bowl * x], -p * u * well]), np.concatenate([[2 * bowl * y], -q * v * well])
        flat = np.full((1, len(x)), 2 * bowl)
        xx, xy, yy = (p * u * u - 1) * p * well, p * u * q * v * well, (q * v * v - 1) * q * well
        return np.concatenate([flat, xx]), np.concatenate([0 * flat, xy]), np.concatenate([flat, yy])
