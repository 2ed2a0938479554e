"""Texts with mathematics between dollar signs, and the pieces that they are drawn in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORMULA: Final = re.compile(r"(?<!\\)\$(.*?)(?<!\\)\$")
_IN_TEXT: Final = re.compile(r"\\text\s*\{([^{}]*)\}")


class Piece(NamedTuple):
    """A part of a text that is drawn at once.

    Args: is_math: whether it is drawn as mathematics.  foreign: the letters in it that need another font, where it is.
    """

    text: str
    is_math: bool
    foreign: str = ""


def is_math(text: str) -> bool:
    """Whether a text is drawn as mathematics."""
    # An escaped dollar sign alone is taken for mathematics, too, which draws it without its backslash.
    return "$" in text and text.replace("\\$", "").count("$") % 2 == 0


def pieces(text: str, foreign: Callable[[str], bool]) -> Iterator[Piece]:
    """What a text with mathematics is drawn in: one piece, or, for letters of other fonts, its formulas by themselves.

    Mathematics takes each letter from a single font, text outside of it from whichever has the letter.

    Args: foreign: tells of a letter whether mathematics does not have it.
    """
    if not any(map(foreign, text)):
        yield Piece(text, is_math=True)
        return
    end = 0
    for match in FORMULA.finditer(text):
        yield from _plain(text[end : match.start()])
        letters = "".join(dict.fromkeys(letter for letter in match[0] if foreign(letter)))
        yield Piece(_marked(match[0], letters), is_math=True, foreign=letters)
        end = match.end()
    yield from _plain(text[end:])


def _plain(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text.replace("\\$", "$"), is_math=False)


def _marked(formula: str, letters: str) -> str:
    """A formula whose foreign letters are taken from the font of the text around it."""
    if not letters:
        return formula
    run = re.compile(f"[{re.escape(letters)}]+")

    def marked(text: str) -> str:
        return run.sub(lambda match: rf"\mathdefault{{{match[0]}}}", text)

    def parted(match: re.Match[str]) -> str:
        """Such a part as a group in which its foreign letters stand outside of it."""
        ends = [place for found in run.finditer(match[1]) for place in found.span()]
        parts = [match[1][begin:end] for begin, end in zip([0, *ends], [*ends, len(match[1])], strict=True)]
        return "{" + "".join(part if run.fullmatch(part) else rf"\text{{{part}}}" for part in parts if part) + "}"

    return marked(_IN_TEXT.sub(parted, formula))
