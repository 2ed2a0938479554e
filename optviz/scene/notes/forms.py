"""The forms that a note's text may have: in one line or in several, and cut where there is no room for all of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.drawing.paragraphs import Parts, wrapped
from optviz.scene.notes.overlays import PAD

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas
    from optviz.geometry import Area

_SIZES: Final = (9.25, 8.25, 7.5)
"""Points of the letters: as large as there is room for."""
_SMALLEST: Final = 10.0
"""Pixels of the layout that letters have at least."""
_LINES: Final = 3
"""The most lines."""
_LINE: Final = 1.3
"""From the middle of one line to that of the next at least, in sizes of the letters."""
_ABOVE, _BELOW = 0.45, 0.55
"""What a line reaches above and below the middle of its lower-case letters at least, in sizes of the letters."""
_WIDE, _NARROW = 125.0, 55.0
"""Points: a text is preferably not wider, and not narrower."""
_LONGEST: Final = 100.0
"""Points of a word that is not broken."""
_TOO_WIDE, _TOO_NARROW, _PER_LINE = 0.3, 0.6, 12.0
"""What each point too much or too few costs; and, at an edge of the picture, every line."""


class Form(NamedTuple):
    """A text in lines.

    Args: width, height: of its plate, in pixels.  cost: how little it is liked.  lines: from the top.  middles: how far
        above the plate's lower edge each has its middle.  size: of the letters, in points.
    """

    width: float
    height: float
    cost: float
    lines: tuple[str, ...]
    middles: tuple[float, ...]
    size: float

    def fits(self, room: Area) -> bool:
        """Whether it has room."""
        return self.width <= room.width and self.height <= room.height


def sizes(canvas: Canvas) -> list[float]:
    """The sizes of letters on a canvas, in points, the largest first."""
    smallest = min(_SMALLEST * canvas.scale / canvas.point, _SIZES[0])
    return sorted({max(size, smallest) for size in _SIZES}, reverse=True)


class Forms:
    """The forms of texts in letters of one size.

    Args: math: whether what stands between dollar signs is mathematics.
    """

    def __init__(self, canvas: Canvas, size: float, *, math: bool) -> None:
        self.canvas, self.size, self.math = canvas, size, math

    def of(self, text: str, room: Area, *, wide: bool) -> list[Form]:
        """Those of a text that have room.  Args: wide: whether it has few lines, as at an edge of the picture."""
        parts = Parts(text, self._width, _LONGEST * self.canvas.point, math=self.math)
        lines = dict.fromkeys(tuple(parts.in_lines(count)) for count in range(1, _LINES + 1))
        return [form for form in (self._form(each, wide=wide) for each in lines) if form.fits(room)]

    def cut(self, text: str, room: Area, *, wide: bool) -> list[Form]:
        """A text that is cut to have room, in as many lines as have; none where not even one line has."""
        inside = room.width - 2 * PAD[0] * self.canvas.point
        parted = (wrapped(text, inside, most, self._width, math=self.math) for most in range(_LINES, 0, -1))
        forms = (self._form(tuple(lines), wide=wide) for lines in parted)
        return [form for form in forms if form.fits(room)][:1]

    def _form(self, lines: tuple[str, ...], *, wide: bool) -> Form:
        point, (pad_x, pad_y) = self.canvas.point, PAD
        letters, width = self.size * point, max(map(self._width, lines))
        reach = [self.canvas.text_reach(line, self.size, math=self.math) for line in lines]
        depths = [max(reach[0][0], _ABOVE * letters) + pad_y * point]
        for (_, below), (above, _) in pairwise(reach):
            depths.append(depths[-1] + max(_LINE * letters, below + above + self.canvas.scale))
        height = depths[-1] + max(reach[-1][1], _BELOW * letters) + pad_y * point
        beyond, short = max(width / point - _WIDE, 0.0), max(_NARROW - width / point, 0.0)
        cost = _PER_LINE * len(lines) if wide else _TOO_WIDE * beyond + _TOO_NARROW * short
        middles = tuple(height - depth for depth in depths)
        return Form(width + 2 * pad_x * point, height, cost, lines, middles, self.size)

    def _width(self, text: str) -> float:
        return self.canvas.text_width(text, self.size, math=self.math)
