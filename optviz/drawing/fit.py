"""The size and the place of a landscape's picture in a panel, with room for the texts beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import Array, np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.geometry import Area

_LEAST = 0.7
"""The share of its size without texts that a landscape keeps, however long they are."""
_CORNER = 0.35
"""Directions that lean less than this have a box stand above or below its place, or beside it, not at its corner."""
_HALVINGS = 30
_TINY = 1e-12


class Texts(NamedTuple):
    """Texts that stand beside places of the picture plane.

    Args: places: on the plane, (K, 2).  offsets: pixels from these to their middles, (K, 2).  sizes: their widths and
        heights in pixels, (K, 2).  points: the size of their letters.  opacity: 0 to 1.  math: whether $...$ in them is
        mathematics.  at_top: whether they stand at the top of the panel, whatever their offset.  along: the edge on
        the plane that they move along where they would stick out of the panel, (2,).  claims: the offsets and sizes of
        those parts of them for which the landscape makes room, if these are not all.
    """

    texts: Sequence[str]
    places: Array
    offsets: Array
    sizes: Array
    points: float
    opacity: float
    math: bool = False
    at_top: bool = False
    along: Array | None = None
    claims: tuple[Array, Array] | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """Where the picture plane stands in a panel: one scale and one offset for every pose of the camera."""

    scale: float
    offset: Array

    @classmethod
    def of(cls, area: Area, flat: Sequence[Array], beside: Sequence[Texts] = ()) -> Fit:
        """The largest scale at which all places of the plane stand in an area, and texts beside places, too.

        Args: flat: places, (K, 2) each.  beside: what is too much beside a landscape of a fair size sticks out.
        """
        low = np.array([np.nanmin(each, axis=0) for each in flat]).min(axis=0)
        high = np.array([np.nanmax(each, axis=0) for each in flat]).max(axis=0)
        corner, room = np.array([area.left, area.bottom]), np.array([area.width, area.height])
        claims = [(each.places, *(each.claims or (each.offsets, each.sizes))) for each in beside if not each.at_top]
        places = np.vstack([low, high, *(each for each, _, _ in claims)])
        middles = np.vstack([np.zeros((2, 2)), *(offsets for _, offsets, _ in claims)])
        halves = np.vstack([np.zeros((2, 2)), *(sizes for _, _, sizes in claims)]) / 2

        def ends(scale: float) -> tuple[Array, Array]:
            around = scale * places + middles
            return (around - halves).min(axis=0), (around + halves).max(axis=0)

        scale = largest = float((room / (high - low)).min())
        least = _LEAST * largest
        for _ in range(_HALVINGS):
            bottom, top = ends(scale)
            fits = bool((top - bottom <= room * (1 + _TINY)).all())
            least, largest = (scale, largest) if fits else (least, scale)
            scale = (least + largest) / 2
        bottom, top = ends(least)
        middle = corner + room / 2 - (bottom + top) / 2
        return cls(least, np.clip(middle, corner - least * low, corner + room - least * high))

    def pixels(self, plane: Array) -> Array:
        """Points of the picture plane as pixels."""
        return self.offset + self.scale * plane


def unit(vector: Array) -> Array:
    """A vector of length 1 in the same direction."""
    return np.asarray(vector / max(math.hypot(*vector), _TINY))


def normal(line: Array, towards: Array | tuple[float, float]) -> Array:
    """The unit normal of a line, (2, 2), on the side to which a vector points."""
    right, up = unit(line[1] - line[0]).tolist()
    found = np.array([-up, right])
    return found if found @ towards >= 0 else -found


def touching(outward: Array, sizes: Array) -> Array:
    """From a place on a line to the middles of boxes (K, 2) that touch it, on the side of the line's normal.

    A box touches the place with its corner, or with the middle of a side where the line runs along that side, and with
    something in between where it nearly does: so it does not jump while the line turns.
    """
    share = np.minimum(np.maximum(outward / _CORNER, -1), 1)
    missing = (np.abs(outward) * sizes / 2) @ (1 - np.abs(share))
    return np.asarray(share * sizes / 2 + outward * missing[..., None])
