"""The caption: the scenario's description under the picture, in balanced lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.drawing.layout import CAPTION_LINE, MARGIN
from optviz.drawing.text import fitted
from optviz.drawing.typesetting import cuts, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    parts = [piece for word in words(text, math=math) for piece in _pieces(word, room, width, math=math)]
    lines = _filled(parts, room, width) or [""]
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        return [*lines[: most - 1], fitted(rest, room, width, math=math)]
    low, high = room / len(lines), room
    while high - low > canvas.point:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(parts, middle, width)) <= len(lines) else (middle, high)
    return _filled(parts, high, width) or lines


def draw_caption(text: str, area: Area, canvas: Canvas, theme: Theme, *, math: bool) -> None:
    """Write a caption from the top of an area, which its lines fill at most."""
    line = CAPTION_LINE * canvas.point
    picture, most = area.width + 2 * MARGIN * canvas.point, max(1, round(area.height / line))
    for number, part in enumerate(wrapped(text, canvas, picture, most, math=math)):
        canvas.text(part, area.left, area.top - (number + 0.5) * line, _SIZE, theme.secondary, math=math)


def _filled(parts: Sequence[str], room: float, width: Callable[[str], float]) -> list[str]:
    """Parts in lines, in each as many as have room."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} {part}" if lines else part
        if lines and width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _pieces(word: str, room: float, width: Callable[[str], float], *, math: bool) -> Iterator[str]:
    """A word, or the parts of one that is longer than a line, as where a language has no spaces."""
    while word and width(word) > room:
        fits = [cut for cut in cuts(word, math=math)[1:] if width(word[:cut]) <= room]
        cut = max(fits, default=cuts(word, math=math)[1])
        yield word[:cut]
        word = word[cut:]
    if word:
        yield word
