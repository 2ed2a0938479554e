"""The pen: antialiased strokes and markers straight onto the canvas, without an artist for each.

Pixels count from the lower left corner, widths are in points.
"""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING, Literal

from optviz.arrays import Array, Mask, np
from optviz.theme import parse

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.path import Path

    from optviz.views import Area

Cap = Literal["butt", "round", "projecting"]

TRACE, CASING, HEAD = 2.2, 1.0, 8.5
"""Points: a trace's width, its page-coloured edge on each side, and the size of a head."""
THIN, THIN_CASING = 1.1, 0.4
"""Points: the same of a companion's trace."""
FAINT = 0.32
"""The opacity of what the surface hides."""


class Pen:
    """Draws on one renderer in the colours of one theme's page."""

    def __init__(self, renderer: RendererAgg, page: str) -> None:
        from matplotlib.transforms import IdentityTransform

        self.renderer, self.page, self.height = renderer, page, int(renderer.height)
        self._still = IdentityTransform()
        self._contexts: dict[tuple[object, ...], GraphicsContextBase] = {}

    def line(
        self, points: Array, color: str, width: float, area: Area, *, opacity: float = 1.0, cap: Cap = "round"
    ) -> None:
        """A polyline through (M, 2) points, clipped to an area; a row that is not a number interrupts it."""
        from matplotlib.path import Path

        self.renderer.draw_path(self._context(color, width, opacity, cap, area), Path(points), self._still, None)

    def marker(self, place: Array, shape: Path, color: str, *, opacity: float = 1.0) -> None:
        """A marker with a page-coloured edge; `shape` is its outer outline in pixels round the origin."""
        from matplotlib.path import Path

        outline = Path(np.asarray(shape.vertices) + place, shape.codes)
        edge = self._context(self.page if opacity == 1 else color, CASING if opacity == 1 else 0.0, opacity)
        self.renderer.draw_path(edge, outline, self._still, _rgba(color, opacity))

    def _context(
        self, color: str, width: float, opacity: float, cap: Cap = "round", area: Area | None = None
    ) -> GraphicsContextBase:
        key = (color, width, opacity, cap, area)
        if key not in self._contexts:
            self._contexts[key] = self._new_context(*key)
        return self._contexts[key]

    def _new_context(
        self, color: str, width: float, opacity: float, cap: Cap, area: Area | None
    ) -> GraphicsContextBase:
        from matplotlib.transforms import Bbox

        gc = self.renderer.new_gc()
        gc.set_linewidth(width)
        gc.set_foreground(_rgba(color, opacity), isRGBA=True)
        gc.set_capstyle(cap)
        gc.set_joinstyle("round")
        gc.set_snap(False)
        gc.set_clip_rectangle(Bbox.from_bounds(*area) if area else None)
        return gc


def marker_shape(letter: str, point: float) -> Path:
    """A head's outline in pixels round the origin.

    Args: letter: matplotlib's name of the marker.  point: pixels per point.
    """
    from matplotlib.markers import MarkerStyle
    from matplotlib.transforms import Affine2D

    style = MarkerStyle(letter)
    size = (HEAD + CASING) * point * _OPTICAL.get(letter, 1.0)
    return (style.get_transform() + Affine2D().scale(size)).transform_path(style.get_path())


_OPTICAL = {
    "s": 0.86,
    "D": 0.8,
    "^": 1.06,
    "v": 1.06,
    "<": 1.06,
    ">": 1.06,
    "P": 1.1,
    "X": 1.1,
    "*": 1.3,
    "p": 1.08,
}
"""Factors that make markers of different shapes look equally large."""


def stretches(hidden: Mask) -> list[tuple[int, int, bool]]:
    """The runs of equal visibility along a track's rows, as (first row, last row, hidden).

    A segment is hidden if either of its ends is, so that a visible stretch never shows through.
    """
    if len(hidden) < 2:  # noqa: PLR2004  (a segment has two ends)
        return []
    segments = hidden[1:] | hidden[:-1]
    changes = np.flatnonzero(segments[1:] != segments[:-1]) + 1
    edges = [0, *changes.tolist(), len(segments)]
    return [(first, last, bool(segments[first])) for first, last in itertools.pairwise(edges)]


@cache
def _rgba(color: str, opacity: float) -> tuple[float, float, float, float]:
    red, green, blue = parse(color)
    return red / 255, green / 255, blue / 255, opacity
