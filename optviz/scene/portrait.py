"""A surface alone, as a view shows it: no heading, no legend, and nothing that walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import Pixels, np
from optviz.drawing.canvas import Canvas
from optviz.drawing.layout import dots_per_inch
from optviz.drawing.panel import Panel
from optviz.geometry import Area
from optviz.views.base import Time

if TYPE_CHECKING:
    from optviz.drawing.theme import Theme
    from optviz.surfaces import Surface
    from optviz.views import View

_MARGINS: Final = (36.0, 26.0, 8.0, 8.0)
"""Pixels of the layout to the left of a panel with axes, below, to the right and above."""


def portrait(surface: Surface, view: View, theme: Theme, size: tuple[int, int], scale: int = 1) -> Pixels:
    """The pixels of a picture, (H, W, 4).

    Args: size: width and height of the layout, in pixels where scale is 1.
    """
    width, height = (scale * length for length in size)
    canvas = Canvas((width, height), scale * dots_per_inch(*size), scale)
    canvas.clear(theme.page)
    left, below, right, above = (scale * margin for margin in _MARGINS)
    area = Area(left, below, width - left - right, height - below - above)
    with np.errstate(all="ignore"):  # what is not finite is not drawn, without a word from NumPy
        drawing = view.on(Panel(canvas, area, theme, surface, surface.bounds, ()))
        drawing.draw(drawing.pose(Time(0, 0.0, 0.0, 0.0)))
    return canvas.pixels
