"""Vectors and scalings of many steps, in units of x and y, and how those of one step are drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.arrays import Array, np
from optviz.drawing.shapes import Edge, Pen, Shapes, arrows, ellipses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.drawing.axes import Axes
    from optviz.drawing.panel import Panel
    from optviz.geometry import Area

_WIDE, _NARROW = Pen(4.4, 11.0, 10.0), Pen(1.6, 6.2, 6.8)
"""For steps, wide enough to be seen where their parts cover them, and for those parts."""
_CASING = 0.7
"""Points: the page-coloured edge round an arrow."""
_LINE, _TINT = 1.3, 0.14
"""Points of an ellipse's line, and the opacity of its inside."""
_RING, _RING_LINE = 6.2, 1.3
"""Points across the ring at a place where a gradient was asked for, and of its line."""
_LEAST = 2.5
"""Pixels of the layout; what is shorter is not drawn."""
_FAR = 10.0
"""In sizes of the area: what begins so far away is not drawn, and nothing is drawn longer."""


@dataclass(frozen=True, eq=False)
class Glyph(ABC):
    """One thing that is drawn of every step.

    Args: panel: what it is drawn on.  within: the area it may not leave.  color: "#RRGGBB".
        tails, vectors: (S, N, 2), in units of x and y.  layer: those with higher ones lie on top.
    """

    panel: Panel
    within: Area
    color: str
    tails: Array
    vectors: Array
    layer: int

    def at(self, row: int, share: float, axes: Axes) -> Iterator[Shapes]:
        """The shapes of one step, grown to a share of its length, where some of them are in view."""
        far, least = _FAR * (self.within.width + self.within.height), _LEAST * self.panel.canvas.scale
        tails, vectors = axes.pixels(self.tails[:, row]), share * self.vectors[:, row] * axes.scale
        lengths = np.hypot(*vectors.T)
        vectors *= np.minimum(1.0, far / np.maximum(lengths, least))[:, None]
        known = (lengths >= least) & np.isfinite(vectors).all(axis=1) & (np.abs(tails) < far).all(axis=1)
        if known.any():
            yield from (shapes for shapes in self.shapes(tails[known], vectors[known]) if min(shapes.area[2:]) > 0)

    def length(self, row: int) -> float:
        """The length of the longest vector of one step, in units of x and y."""
        lengths = np.hypot(*self.vectors[:, row].T)
        return float(lengths[np.isfinite(lengths)].max(initial=0.0))

    def reach(self, axes: Axes) -> Array:
        """Places that it covers at some step, (K, 2) pixels."""
        shares = np.linspace(0.0, 1.0, 9)[:, None, None, None]
        places = axes.pixels((self.tails + shares * self.vectors).reshape(-1, 2))
        return places[np.isfinite(places).all(axis=1)]

    @abstractmethod
    def shapes(self, tails: Array, vectors: Array) -> Iterator[Shapes]:
        """The shapes of some vectors from their tails, (K, 2) each, in pixels."""

    @abstractmethod
    def sample(self, left: float, middle: float, width: float) -> Iterator[Shapes]:
        """The shapes of a sample for a legend: its left end, the middle of its height, and its width in pixels."""

    def _shapes(self, outlines: Array, *edges: Edge, fill: str | None = None, opacity: float = 1.0) -> Shapes:
        return Shapes(outlines, self.within, self.panel.point, edges, fill, opacity)


@dataclass(frozen=True, eq=False)
class Arrows(Glyph):
    """An arrow for every step.

    Args: wide: whether it is drawn wide enough to be seen under others.  probe: whether its tail is a place at which
        the gradient was asked for, which is marked.
    """

    wide: bool = False
    probe: bool = False

    def shapes(self, tails: Array, vectors: Array) -> Iterator[Shapes]:
        """Arrows, and rings at their tails where those are marked."""
        page, point = self.panel.theme.page, self.panel.point
        pen = (_WIDE if self.wide else _NARROW).scaled(point)
        yield self._shapes(arrows(tails, vectors, pen), Edge(page, 2 * _CASING), fill=self.color)
        if self.probe:
            rings = ellipses(tails, np.full_like(tails, _RING / 2 * point))
            edges = Edge(page, _RING_LINE + 2 * _CASING), Edge(self.color, _RING_LINE)
            yield self._shapes(rings, *edges, fill=page)

    def sample(self, left: float, middle: float, width: float) -> Iterator[Shapes]:
        """An arrow to the right."""
        inset = _RING / 2 * self.panel.point * self.probe
        return self.shapes(np.array([[left + inset, middle]]), np.array([[width - inset, 0.0]]))


@dataclass(frozen=True, eq=False)
class Ellipses(Glyph):
    """An ellipse for every step, its half axes a vector's coordinates."""

    def shapes(self, tails: Array, vectors: Array) -> Iterator[Shapes]:
        """Ellipses round their tails."""
        yield self._shapes(ellipses(tails, vectors), Edge(self.color, _LINE), fill=self.color, opacity=_TINT)

    def sample(self, left: float, middle: float, width: float) -> Iterator[Shapes]:
        """A flat ellipse."""
        return self.shapes(np.array([[left + width / 2, middle]]), np.array([[width / 2, width / 5]]))
