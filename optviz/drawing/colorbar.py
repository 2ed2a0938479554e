"""A colour bar: a slim bar at the right of a panel that says which colour means which value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optviz.arrays import Array, np
from optviz.drawing.axes import GAP, NAME_ROW, NAME_SIZE, TICK_SIZE, fitted_name
from optviz.drawing.heights import code
from optviz.drawing.shapes import closed
from optviz.drawing.ticks import scale_ticks
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.drawing.heights import Heights
    from optviz.drawing.panel import Panel

_BESIDE, _WIDTH = 9.0, 7.0
"""Points: from a picture to its bar, and the bar's width."""
_NARROWEST, _LOWEST = 110.0, 64.0
"""Points: the width that a panel keeps beside a bar, and the height of a panel that has one."""
_NAME_WIDEST = 0.45
"""The largest share of the panel's width that its name may take."""
_CLEAR = 4.0
"""Points that its name stands higher where a label stands at the bar's upper end."""
_HIGH = 0.94
"""The height from which on a label stands at the upper end."""
_TICK = 2.0
"""Points of the dash that leads from the bar to a label."""


class Colorbar:
    """The bar of one scale in a panel.

    Args: panel: in which it stands.  scale: from values to heights.  colors: from the lowest to the highest, (K, 3) in
        [0, 1], each for an equal part of the heights.  share: of the height of the picture beside it that it takes,
        from the top.
    """

    def __init__(self, panel: Panel, scale: Heights, colors: Array, share: float = 1.0) -> None:
        self.panel, self.colors, self.share = panel, colors, share
        self._ticks = scale_ticks(scale, share * panel.area.height / panel.point - NAME_ROW)
        labels = max((panel.canvas.text_width(tick.label, TICK_SIZE) for tick in self._ticks), default=0.0)
        self._inner = (_WIDTH + GAP) * panel.point + labels
        self._name = fitted_name(panel, panel.names.z, _NAME_WIDEST * panel.area.width) if panel.names.z else ""

    @classmethod
    def fitting(cls, panel: Panel, scale: Heights, colors: Array, share: float = 1.0) -> Colorbar | None:
        """The bar, if the panel is to have one and enough of it is left beside it; else it gives way."""
        if not panel.colorbar:
            return None
        bar = cls(panel, scale, colors, share)
        roomy = bar.beside.area.width >= _NARROWEST * panel.point and panel.area.height >= _LOWEST * panel.point
        return bar if roomy else None

    @property
    def width(self) -> float:
        """The pixels that it takes at the right of a picture."""
        return _BESIDE * self.panel.point + self._inner

    @property
    def beside(self) -> Panel:
        """What is left of the panel; the name of the values, where it is long, is not said there again."""
        panel, names = self.panel, self.panel.names
        area = panel.area.shrunk(right=self.width, top=self.row)
        return replace(panel, area=area, names=replace(names, z="") if self.row else names)

    @property
    def row(self) -> float:
        """The pixels that its name takes above the picture, where it is wider than the bar and its labels."""
        return NAME_ROW * self.panel.point if self.overhang else 0.0

    @property
    def overhang(self) -> float:
        """The pixels by which its name begins before the bar, above the picture."""
        return max(0.0, self._name_width - self._inner)

    @property
    def _name_width(self) -> float:
        return self.panel.canvas.text_width(self._name, NAME_SIZE, math=self.panel.math) if self._name else 0.0

    def draw(self, picture: Area) -> None:
        """Draw it beside a picture, its upper end as high or a little lower, with its name above."""
        panel, theme, point, canvas = self.panel, self.panel.theme, self.panel.point, self.panel.canvas
        left, width = round(picture.right + _BESIDE * point), max(1, round(_WIDTH * point))
        clear = _CLEAR * point if self._name and any(tick.height > _HIGH for tick in self._ticks) else 0.0
        lowered = clear + (NAME_ROW * point if self._name and not self.row else 0.0)
        bottom, top = round(picture.top - self.share * picture.height), round(picture.top - lowered)
        shares = np.linspace(0, 1, len(self.colors) + 1)[:-1].tolist()
        for share, color in zip(shares, self.colors, strict=True):
            part = Area(left, bottom + share * (top - bottom), width, (1 - share) * (top - bottom))
            canvas.fill(closed(_corners(part)), code(color))  # over all lower ones, so that there are no seams
        rows = [(bottom + tick.height * (top - bottom), tick.label) for tick in self._ticks]
        dashes = [np.array([[left + width, y], [left + width + _TICK * point, y]]) for y, _ in rows]
        canvas.lines(dashes, theme.secondary, 0.6)
        for y, label in rows:
            canvas.text(label, left + width + GAP * point, y, TICK_SIZE, theme.secondary)
        if self._name:
            begin, middle = left - self.overhang, top + clear + NAME_ROW / 2 * point
            canvas.text(self._name, begin, middle, NAME_SIZE, theme.secondary, math=panel.math)


def _corners(area: Area) -> Array:
    """A rectangle's outline, (1, 5, 2)."""
    left, bottom, right, top = area.left, area.bottom, area.right, area.top
    return np.array([[[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]])
