"""Texts in several lines of about the same length."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from optviz.drawing.text import fitted
from optviz.drawing.typesetting import cuts, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Width = Callable[[str], float]
    """How wide a text is, in pixels."""

_CLOSE = 0.01
"""How near to the narrowest lines balanced ones come, in shares of their room."""


class Part(NamedTuple):
    """What is not broken: a word, or one letter of a word that is longer than a line.

    Args: width: in pixels.  gap: pixels between it and what stands before it in its line, 0 within a word.
    """

    text: str
    width: float
    gap: float


class Parts:
    """The parts of a text, measured.

    Args: room: longer words are broken, as where a language has no spaces.
        math: whether what stands between dollar signs is mathematics, which is not broken.
    """

    def __init__(self, text: str, width: Width, room: float, *, math: bool) -> None:
        space = width("o o") - width("oo")
        self.parts = [
            Part(piece, width(piece), 0.0 if number else space)
            for word in words(text, math=math)
            for number, piece in enumerate(_pieces(word, math=math) if width(word) > room else [word])
        ]

    def in_lines(self, count: int) -> list[str]:
        """Lines that are as narrow as so many can be, about equally long."""
        low, high = max((part.width for part in self.parts), default=0.0), sum(sum(part[1:]) for part in self.parts)
        if len(self.filled(low)) <= count:
            return self.filled(low)
        close = _CLOSE * high
        while high - low > close:
            middle = (low + high) / 2
            low, high = (low, middle) if len(self.filled(middle)) <= count else (middle, high)
        return self.filled(high)

    def filled(self, room: float) -> list[str]:
        """Lines with as many parts each as have room."""
        lines: list[str] = []
        taken = 0.0
        for text, width, gap in self.parts:
            longer = taken + gap + width
            if lines and longer <= room:
                lines[-1], taken = lines[-1] + " " * bool(gap) + text, longer
            else:
                lines.append(text)
                taken = width
        return lines


def wrapped(text: str, room: float, most: int, width: Width, *, math: bool) -> list[str]:
    """The lines of a text that have some room, about equally long and at most so many; an ellipsis stands for the rest.

    Args: math: whether what stands between dollar signs is mathematics.
    """
    parts = Parts(text, width, room, math=math)
    lines = parts.filled(room)
    if len(lines) <= most:
        return parts.in_lines(len(lines))
    whole = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fitted(line, room, width, math=math) for line in whole]


def _pieces(word: str, *, math: bool) -> Iterator[str]:
    """The letters of a word; a formula is one."""
    places = cuts(word, math=math)
    yield from (word[begin:end] for begin, end in pairwise(places))
