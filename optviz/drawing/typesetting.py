"""What the picture's fonts can write, and where a text with mathematics may be cut."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from optviz.drawing import settings
from optviz.drawing.canvas import FAMILY, Canvas, font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.drawing.canvas import Weight

_FORMULA: Final = re.compile(r"(?<!\\)\$(.*?)(?<!\\)\$")
_REASON: Final = re.compile(r"Unknown symbol: [^\s,]+|Double \w+")
"""What matplotlib's messages have that tells a person something."""
_WEIGHTS: Final[tuple[Weight, ...]] = ("normal", "bold")
_SIZE, _DPI = 10.0, 72.0
"""Of formulas that are only tried."""
_DEEPEST: Final = 10
"""Braces that may be open at once: each makes matplotlib go several calls deeper."""
_WIDEST: Final = 300
"""Times the size of its letters that mathematics may be wide, however short it is in the file."""


def obstacle(text: str, *, math: bool = False) -> str | None:
    """Why a text cannot be written; None where it can.

    Args: math: whether what stands between dollar signs is mathematics.
    """
    if missing := sorted({letter for letter in text if not letter.isascii() and not _has(letter)}):
        return f"the font, {FAMILY}, has no {', '.join(map(_shown, missing[:_FEW]))}"
    return misprint(text) if math else None


def misprint(text: str) -> str | None:
    """What is wrong with the mathematics between a text's dollar signs; None where it can be drawn."""
    return next(_misprints(text), None)


def cuts(text: str, *, math: bool = False) -> list[int]:
    """How many letters may be kept of a text that is too long: a formula is kept whole or not at all."""
    formulas = [match.span() for match in _FORMULA.finditer(text)] if math else []
    return [
        place
        for place in range(len(text) + 1)
        if not any(begin < place < end for begin, end in formulas) and not (math and text[:place].endswith("\\"))
    ]


def _misprints(text: str) -> Iterator[str]:
    formulas = [match.group() for match in _FORMULA.finditer(text)]
    if "$" in _FORMULA.sub("", text).replace("\\$", ""):
        yield "a $ without its partner; with math: true each needs one"
    for formula in formulas:
        if not formula.strip("$ "):
            yield f"there is no mathematics in {formula}"
        elif (reason := _refusal(formula)) is not None:
            yield f"{formula} is no mathematics that can be drawn{reason}"
    if formulas and (reason := _refusal(text)) is not None:
        yield f"this is no mathematics that can be drawn{reason}"


def _refusal(text: str) -> str | None:
    """What there is against a text with mathematics, as far as it can be told; None where it can be drawn."""
    if _nesting(text) > _DEEPEST:
        return f": it is nested more than {_DEEPEST} deep"
    try:
        width = Canvas((1, 1), _DPI).text_width(text, _SIZE, math=True)
    except (ValueError, RecursionError) as error:
        found = _REASON.search(str(error))
        return f": {found[0]}" if found else ""
    return None if 0 <= width <= max(_WIDEST, len(text)) * _SIZE else ": its width is out of all proportion"


def _nesting(text: str) -> int:
    """How many braces are open at once, at most."""
    steps = ({"{": 1, "}": -1}.get(letter, 0) for letter in text)
    return max(accumulate(steps, initial=0))


def _has(letter: str) -> bool:
    return all(ord(letter) in _letters(weight) for weight in _WEIGHTS)


@cache
def _letters(weight: Weight) -> frozenset[int]:
    """The numbers of all letters that the font has."""
    with settings.delivered():
        from matplotlib.font_manager import findfont, get_font

        return frozenset(get_font(findfont(font(_SIZE, weight))).get_charmap())


def _shown(letter: str) -> str:
    return f"{letter!r} (U+{ord(letter):04X})"


_FEW: Final = 3
"""Letters that a message names."""
