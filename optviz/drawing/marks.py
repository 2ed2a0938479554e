"""Marks on a surface: a ring at every start, a star at every minimizer in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import Array, np
from optviz.drawing.canvas import marker_shape

if TYPE_CHECKING:
    from optviz.drawing.panel import Panel
    from optviz.surfaces import Bounds

_RING, _STAR = 8.5, 10.5
"""Points across a mark."""
REACH = _STAR / 2
"""Points from the middle of the largest mark to its edge."""
_LINE, _CASING = 1.4, 1.1
"""Points: the width of a ring's line, and of the page-coloured edge round every mark."""


def minimizers_in_view(panel: Panel, bounds: Bounds) -> Array:
    """The minimizers inside bounds, (K, 2)."""
    points = np.array(panel.surface.minimizers, dtype=float).reshape(-1, 2)
    return np.asarray(points[bounds.contains(points)])


def draw_marks(panel: Panel, rings: Array, stars: Array, opacity: float = 1.0) -> None:
    """Draw rings and stars at pixel positions, (K, 2) each."""
    canvas, theme = panel.canvas, panel.theme
    star, ring = marker_shape("*", _STAR * panel.point), marker_shape("o", _RING * panel.point)
    canvas.marker(stars, star, theme.ink, edge=theme.page, width=_CASING, opacity=opacity)
    canvas.marker(rings, ring, None, edge=theme.page, width=_LINE + 2 * _CASING, opacity=opacity)
    canvas.marker(rings, ring, None, edge=theme.ink, width=_LINE, opacity=opacity)
