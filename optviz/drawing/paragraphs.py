"""Texts in several lines of about the same length."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optviz.drawing.text import fitted
from optviz.drawing.typesetting import cuts, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Width = Callable[[str], float]
    """How wide a text is, in pixels."""

_CLOSE = 0.01
"""How near to the narrowest lines balanced ones come, in shares of their room."""


class Parts(NamedTuple):
    """What a text is broken into, measured.

    Args: texts: its words, or parts of those that are longer than a line.  widths: of each.  space: between two.
    """

    texts: Sequence[str]
    widths: Sequence[float]
    space: float

    @classmethod
    def of(cls, text: str, width: Width, room: float = float("inf"), *, math: bool) -> Parts:
        """The parts of a text that are no longer than some room, as far as it can be broken.

        Args: math: whether what stands between dollar signs is mathematics.
        """
        texts = [piece for word in words(text, math=math) for piece in _pieces(word, room, width, math=math)]
        return cls(texts, [*map(width, texts)], width("o o") - width("oo"))

    def in_lines(self, count: int) -> list[str]:
        """Lines that are as narrow as so many can be, about equally long."""
        low, high = max(self.widths, default=0.0), sum(self.widths) + self.space * len(self.widths)
        close = _CLOSE * high
        if len(self.filled(low)) <= count:
            return self.filled(low)
        while high - low > close:
            middle = (low + high) / 2
            low, high = (low, middle) if len(self.filled(middle)) <= count else (middle, high)
        return self.filled(high)

    def filled(self, room: float) -> list[str]:
        """Lines with as many parts each as have room."""
        lines: list[str] = []
        taken = 0.0
        for text, width in zip(self.texts, self.widths, strict=True):
            longer = taken + self.space + width
            if lines and longer <= room:
                lines[-1], taken = f"{lines[-1]} {text}", longer
            else:
                lines.append(text)
                taken = width
        return lines


def wrapped(text: str, room: float, most: int, width: Width, *, math: bool) -> list[str]:
    """The lines of a text that have some room, about equally long and at most so many; an ellipsis stands for the rest.

    Args: math: whether what stands between dollar signs is mathematics.
    """
    parts = Parts.of(text, width, room, math=math)
    lines = parts.filled(room)
    if len(lines) > most:
        return [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), room, width, math=math)]
    return parts.in_lines(len(lines))


def _pieces(word: str, room: float, width: Width, *, math: bool) -> Iterator[str]:
    """A word, or the parts of one that is longer than a line, as where a language has no spaces."""
    while word and width(word) > room:
        fits = [cut for cut in cuts(word, math=math)[1:] if width(word[:cut]) <= room]
        cut = max(fits, default=cuts(word, math=math)[1])
        yield word[:cut]
        word = word[cut:]
    if word:
        yield word
