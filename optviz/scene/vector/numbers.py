"""Numbers that change in place: all that a field ever says in one line, behind a window, moved by whole windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.svg import escaped
from optviz.scene.vector.markup import Element, Paint, look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.drawing.vector_canvas import Letters
    from optviz.scene.vector.ink import Ink
    from optviz.scene.vector.motion import Motion

_SAMPLE = 32
"""Characters whose width is measured, for that of one."""
_ABOVE, _BELOW = 1.1, 0.4
"""How far a window reaches above and below the baseline, in sizes of its letters."""


def field(
    light: Sequence[Letters], dark: Letters, places: Sequence[int], ink: Ink, motion: Motion
) -> Iterator[Element]:
    """A field whose text begins or ends at one place, in letters of one width.

    Args: light: what it says, one after another; the last is what it says at the end.  dark: one of them in the dark.
        places: for each frame, which of them it shows.
    """
    last = light[-1]
    width = max(len(letters.text) for letters in light)
    advance = ink.sheet.canvas.extent("0" * _SAMPLE, last.font)[0] / _SAMPLE
    ends = [letters.left + advance * len(letters.text) for letters in light]
    begins_alike = np.ptp([letters.left for letters in light]) < np.ptp(ends)
    # The last one stands first: where nothing moves it is seen, whatever the reader's letters measure.
    texts = [f"{letters.text:{'<' if begins_alike else '>'}{width}}" for letters in (last, *light[:-1])]
    window, size = ink.sheet.length(width * advance), ink.sheet.points(last.font.get_size_in_points())
    end = last.left + (width * advance if begins_alike else ink.sheet.canvas.extent(last.text, last.font)[0])
    (x, y) = ink.sheet.places(np.array([end, last.baseline])).tolist()
    clip = ink.document.clip(0, -round(_ABOVE * size), round(window), round((_ABOVE + _BELOW) * size))
    own = [("textLength", f"{round(window * len(texts))}"), ("xml:space", "preserve")]
    shown = motion.variable([(place + 1) % len(texts) for place in places])
    own += [("class", motion.named(f"transform:translate(calc({shown}*-{round(window)}px))"))] if len(texts) > 1 else []
    line = Element("text", tuple(own), (), escaped("".join(texts)))
    outer = look(fill=Paint.of(last.color, dark.color), **ink.lettering(last))
    moved = (("transform", f"translate({x - round(window)} {y})"), ("clip-path", f"url(#{clip})"))
    yield Element("g", moved, outer, ink.document.written([line]))
