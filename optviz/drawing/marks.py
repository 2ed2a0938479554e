"""Marks on a surface: a ring at every start, a star at every minimizer in view, and a word where there is nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, np
from optviz.drawing.axes import TICK_SIZE
from optviz.drawing.markers import marker_shape
from optviz.drawing.text import fitted

if TYPE_CHECKING:
    from optviz.drawing.panel import Panel
    from optviz.geometry import Area
    from optviz.surfaces import Bounds

NOTHING = "no value in view"
"""What is said where a surface has no value that could be drawn."""
_RING, _STAR = 8.5, 10.5
"""Points across a mark."""
REACH = _STAR / 2
"""Points from the middle of the largest mark to its edge."""
_LINE, _CASING = 1.4, 1.1
"""Points: the width of a ring's line, and of the page-coloured edge round every mark."""
_FEW, _MANY = 4, 24
CROWDED = 0.6
"""With more starts than _FEW what is drawn of each grows smaller; with _MANY it keeps this share of its size."""
_FAINT_RING: Final = 0.4
"""The opacity of the rings of an ensemble."""
AMPLE: Final = 140.0
"""Points of a panel's shorter side from which on what is drawn of runs has its full size."""
_SMALLEST: Final = 0.6
"""The share of it that it keeps in a small panel."""


def crowding(starts: int) -> float:
    """The share of its full size that is drawn of each of so many starts: its trace, its head and its ring.

    Beyond _MANY it falls with the cube root, so that the share of the picture which all of them cover grows slowly.
    """
    share = min(max((starts - _FEW) / (_MANY - _FEW), 0.0), 1.0)
    return float((1 - (1 - CROWDED) * share) * min(1.0, _MANY / max(starts, 1)) ** (1 / 3))


def fitting(room: float) -> float:
    """The share of its full size that is drawn of each run in a panel whose shorter side has so many points."""
    return min(max(math.sqrt(room / AMPLE), _SMALLEST), 1.0)


def minimizers_in_view(panel: Panel, bounds: Bounds) -> Array:
    """The minimizers inside bounds, (K, 2)."""
    points = np.array(panel.surface.minimizers, dtype=float).reshape(-1, 2)
    return np.asarray(points[bounds.contains(points)])


def draw_marks(panel: Panel, rings: Array, stars: Array, opacity: float = 1.0) -> None:
    """Draw rings and stars at pixel positions, (K, 2) each."""
    canvas, theme, size = panel.canvas, panel.theme, crowding(len(panel.starts))
    star, ring = marker_shape("*", _STAR * panel.point), marker_shape("o", size * _RING * panel.point)
    canvas.marker(stars, star, theme.ink, edge=theme.page, width=_CASING, opacity=opacity)
    if panel.trajectories and panel.of_all(panel.trajectories[0]):
        canvas.marker(rings, ring, None, edge=theme.page, width=size * (_LINE + 2 * _CASING), opacity=opacity)
    else:
        opacity *= _FAINT_RING
    canvas.marker(rings, ring, None, edge=theme.ink, width=size * _LINE, opacity=opacity)


def say(panel: Panel, area: Area, text: str) -> None:
    """Write in the middle of an area why nothing is drawn there."""
    canvas = panel.canvas
    shown = fitted(text, area.width, lambda part: canvas.text_width(part, TICK_SIZE))
    middle = area.left + area.width / 2, area.bottom + area.height / 2
    canvas.text(shown, *middle, TICK_SIZE, panel.theme.secondary, align="center")
