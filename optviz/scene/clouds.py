"""Clouds on the canvas: the trials of one run in one panel, dots that stay once they are there.

They lie beneath all traces that come after them. Each is drawn by itself, so that it is darker where many lie, in
whatever parts they are drawn.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.markers import marker_shape
from optviz.geometry import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.arrays import Array, Mask
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.outlines import Outline
    from optviz.geometry import Box
    from optviz.scene.run_styles import RunStyle
    from optviz.views import Dots

_ANTIALIASING = 2
"""Pixels that a smoothed edge may touch beyond where it is, with one to spare, whatever the resolution."""


class Cloud:
    """The dots of one run in one panel.

    Args: dots: where they are.  run_style: for the colour.
    """

    def __init__(self, dots: Dots, run_style: RunStyle, canvas: Canvas) -> None:
        self.dots, self.run_style, self.canvas = dots, run_style, canvas

    def draw(self, after: int, step: int) -> None:
        """Draw those that came after a step, up to another one."""
        color = self.run_style.color
        for places, opacity in self.parts(after, step):
            for place in places:
                self.canvas.marker(place[None], self.outline, color, edge=color, width=0, opacity=opacity)

    def box(self, after: int, step: int) -> Box | None:
        """The box round them, if there are any."""
        places = self.dots.places[_rows(after, step)].reshape(-1, 2)
        known = places[np.isfinite(places[:, 0])]
        if not len(known):
            return None
        reach = self.dots.size * self.canvas.point / 2 + _ANTIALIASING
        (found,) = boxes(known.min(axis=0)[None] - reach, known.max(axis=0)[None] + reach, self.canvas.size)
        return found

    def parts(self, after: int, step: int) -> Iterator[tuple[Array, float]]:
        """The places of those that are hidden, and of those that are not, (K, 2), with their opacities."""
        rows = _rows(after, step)
        places, hidden = self.dots.places[rows], self.dots.hidden[rows]
        seen: Mask = np.isfinite(places[..., 0])
        opaque, faint = self.dots.opacities
        for shown, opacity in ((seen & hidden, faint), (seen & ~hidden, opaque)):
            if opacity and shown.any():
                yield places[shown], opacity

    @cached_property
    def outline(self) -> Outline:
        """The outline of a dot."""
        return marker_shape("o", self.dots.size * self.canvas.point)


def _rows(after: int, step: int) -> slice:
    """The rows of the steps after one, up to another one."""
    return slice(max(after + 1, 0), step + 1)
