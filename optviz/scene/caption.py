"""The caption: the scenario's description under the picture, in balanced lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.drawing import paragraphs
from optviz.drawing.layout import CAPTION_LINE, MARGIN

if TYPE_CHECKING:
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.theme import Theme
    from optviz.geometry import Area

_SIZE: Final = 9.0
"""Points."""
_MEASURE: Final = 560.0
"""Points that a line is long at most: longer ones are hard to read."""


def wrapped(text: str, canvas: Canvas, picture: float, most: int, *, math: bool) -> list[str]:
    """The lines of a caption, about equally long and at most so many; an ellipsis stands for the rest.

    Args: picture: the width of the picture in pixels.  math: whether what stands between dollar signs is mathematics.
    """

    def width(part: str) -> float:
        return canvas.text_width(part, _SIZE, math=math)

    room = min(picture - 2 * MARGIN * canvas.point, _MEASURE * canvas.point)
    return paragraphs.wrapped(text, room, most, width, math=math) or [""]


def draw_caption(text: str, area: Area, canvas: Canvas, theme: Theme, *, math: bool) -> None:
    """Write a caption from the top of an area, which its lines fill at most."""
    line = CAPTION_LINE * canvas.point
    picture, most = area.width + 2 * MARGIN * canvas.point, max(1, round(area.height / line))
    for number, part in enumerate(wrapped(text, canvas, picture, most, math=math)):
        canvas.text(part, area.left, area.top - (number + 0.5) * line, _SIZE, theme.secondary, math=math)
