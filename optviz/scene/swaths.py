"""Swaths on the canvas: the bands of one run in one panel, which grow to the right with the steps.

They grow by whole columns of pixels, so that no seam is seen where one part ends and the next begins.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.shapes import closed
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.outlines import Outline
    from optviz.geometry import Box
    from optviz.scene.run_styles import RunStyle
    from optviz.views import Band


class Swath:
    """One band of one run in one panel.

    Args: band: its edges.  run_style: for the colour.
    """

    def __init__(self, band: Band, run_style: RunStyle, canvas: Canvas) -> None:
        self.band, self.run_style, self.canvas = band, run_style, canvas

    def draw(self, step: int) -> None:
        """Draw all of it up to a step."""
        self._fill(self.outline(step), self.band.area)

    def grow(self, after: int, step: int) -> Box | None:
        """Draw what came after a step up to another one; returns the box that changed."""
        columns = self._columns(after, step)
        if columns.width > 0:
            self._fill(self.outline(step, columns.left), columns)
        return columns.box(self.canvas.size, margin=1) if columns.width > 0 else None

    def outline(self, step: int, left: float = -math.inf) -> Outline:
        """Its outline up to a step, from a place on or from one that is left of it."""
        band = self.band
        last = int(band.ends[step]) + 1
        first = max(int(np.searchsorted(band.lower[:last, 0], left, side="right")) - 1, 0)
        edge = np.concatenate([band.upper[first:last], band.lower[first:last][::-1], band.upper[first : first + 1]])
        return closed(edge[None])

    def _columns(self, after: int, step: int) -> Area:
        """The whole columns of pixels that end after a step, up to another one."""
        along, area = self.band.lower[:, 0], self.band.area
        left, right = (math.floor(along[self.band.ends[each]]) for each in (after, step))
        return Area(left, area.bottom, right - left, area.height)

    def _fill(self, outline: Outline, area: Area) -> None:
        self.canvas.fill(outline, self.run_style.color, area=area, opacity=self.band.opacity)
