"""Marks on a surface: a ring at every start, a star at every minimizer in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optviz.arrays import Array, np

if TYPE_CHECKING:
    from optviz.views.base import Panel

_RING, _STAR = 8.5, 13.0
"""Points across a mark."""
_LINE, _CASING = 1.4, 1.1
"""Points: a ring's line, and the page-coloured edge round every mark."""


def minimizers_in_view(panel: Panel) -> Array:
    """The minimizers inside the panel's bounds, (K, 2)."""
    points = np.array(panel.surface.minimizers, dtype=float).reshape(-1, 2)
    return np.asarray(points[panel.bounds.contains(points)])


def draw_marks(panel: Panel, rings: Array, stars: Array, opacity: float = 1.0) -> None:
    """Add rings and stars at pixel positions, (K, 2) each."""
    page, ink = panel.theme.page, panel.theme.ink
    star = {"marker": "*", "markersize": _STAR, "markerfacecolor": ink}
    _add(panel, stars, **star, markeredgecolor=page, markeredgewidth=_CASING, alpha=opacity)
    ring = {"marker": "o", "markersize": _RING, "markerfacecolor": "none"}
    for color, width in ((page, _LINE + 2 * _CASING), (ink, _LINE)):
        _add(panel, rings, **ring, markeredgecolor=color, markeredgewidth=width, alpha=opacity)


def _add(panel: Panel, places: Array, **look: Any) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.transforms import IdentityTransform

    line = Line2D(places[:, 0], places[:, 1], linestyle="", transform=IdentityTransform(), zorder=5, **look)
    panel.figure.add_artist(line)
