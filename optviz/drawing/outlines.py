"""Outlines in pixels, and how they are drawn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from optviz.arrays import Array, np
from optviz.drawing.theme import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optviz.geometry import Area

Cap = Literal["butt", "round", "projecting"]
Dash = tuple[float, float]


class Outline(NamedTuple):
    """A line or the edge of an area in pixels: what the renderer reads of a matplotlib Path, cheaper to make than one.

    Args: vertices: (M, 2), float64; a row that is not a number interrupts it.  codes: (M,), matplotlib's for each
        vertex; None for a polyline.  should_simplify, simplify_threshold: never, for a simplified line changes all
        along when a row is added.
    """

    vertices: Array
    codes: NDArray[np.uint8] | None = None
    should_simplify: bool = False
    simplify_threshold: float = 0.0


class Shape(NamedTuple):
    """An outline and how it is drawn.

    Args: edge: red, green, blue and opacity of its edge.  width: of the edge, in points; 0 for none.  face: red, green,
        blue and opacity of its inside; None for a line.  dashes: where in their pattern they begin, in points, and the
        lengths of ink and gap; None for a solid line.  cap: how a line ends.  area: what it may not leave.
    """

    outline: Outline
    edge: tuple[float, ...]
    width: float
    face: tuple[float, ...] | None = None
    dashes: tuple[float, Dash | None] = (0.0, None)
    cap: Cap = "butt"
    area: Area | None = None

    @property
    def batch_key(self) -> tuple[bool, Cap, Area | None]:
        """What shapes must have in common to be drawn by one call of the renderer."""
        return self.face is None, self.cap, self.area


def joined(pieces: Sequence[Array]) -> Array:
    """Polylines as one, with a row that is not a number between them."""
    if len(pieces) == 1:
        return pieces[0]
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for piece in pieces for part in (piece, gap)][:-1])


@cache
def rgba(color: str, opacity: float = 1.0) -> tuple[float, float, float, float]:
    """The colour "#RRGGBB" with an opacity, in [0, 1]."""
    red, green, blue = parse(color)
    return red / 255, green / 255, blue / 255, opacity


def copies(shape: Outline, places: Array) -> Outline:
    """One outline of copies of another at places (K, 2)."""
    if len(places) == 1:
        return Outline(shape.vertices + places, shape.codes)
    moved = (places[:, None] + shape.vertices).reshape(-1, 2)
    return Outline(moved, None if shape.codes is None else np.tile(shape.codes, len(places)))
