"""The gradient field: arrows along the negative gradient, the direction of gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import Array, Mask, np
from optviz.drawing.shapes import Pen, arrows, closed

if TYPE_CHECKING:
    from optviz.drawing.axes import Axes
    from optviz.drawing.panel import Panel

_SPACING = 25.0
"""Points from one arrow to the next."""
_SHORTEST = 0.3
"""The length of the shortest arrow, in shares of the longest."""
_PEN = Pen(1.1, 4.6, 5.0)
_OPACITY = 0.4


def draw_field(panel: Panel, axes: Axes) -> None:
    """Draw arrows on a regular grid where there is a surface; their lengths grow with the logarithm of the slope."""
    places, data = _places(axes, panel.point)
    there = np.isfinite(panel.surface.value(data))  # log(x) has a slope where it has no value
    slopes = panel.surface.gradient(data)
    norms = np.hypot(*slopes.T)
    directions = -slopes * axes.scale
    directions /= np.hypot(*directions.T)[:, None]
    known = there & np.isfinite(directions).all(axis=1) & (norms > 0)
    if known.any():
        lengths = 0.86 * _SPACING * panel.point * _shares(norms[known])
        vectors = directions[known] * lengths[:, None]
        outlines = arrows(places[known] - vectors / 2, vectors, _PEN.scaled(panel.point))
        panel.canvas.fill(closed(outlines), panel.theme.ink, opacity=_OPACITY)


def _places(axes: Axes, point: float) -> tuple[Array, Array]:
    """The middles of equal cells that fill the axes' area, in pixels and as data, (K, 2) each."""
    area = axes.area
    across, down = (max(2, round(side / (_SPACING * point))) for side in (area.width, area.height))
    x = area.left + area.width * (np.arange(across) + 0.5) / across
    y = area.bottom + area.height * (np.arange(down) + 0.5) / down
    pixels = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return pixels, axes.data(pixels)


def _shares(norms: Array) -> Array:
    """Lengths in shares of the longest, from the logarithm of the norms."""
    logs = np.log(norms)
    low, high = np.quantile(logs, [0.02, 1.0])
    share: Array | Mask = np.clip((logs - low) / (high - low), 0, 1) if high > low else np.ones_like(logs)
    return np.asarray(_SHORTEST + (1 - _SHORTEST) * share)
