"""What the installed fonts and matplotlib can write, and where a text with mathematics may be cut."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from optviz.drawing import fonts, settings
from optviz.drawing.canvas import Canvas
from optviz.drawing.fonts import USUAL
from optviz.drawing.formulas import FORMULA, is_math

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.drawing.fonts import Fonts

_REASON: Final = re.compile(r"Unknown symbol: [^\s,]+|Double \w+")
"""What matplotlib's messages have that tells a person something."""
_WORDS: Final = re.compile(rf"(?:{FORMULA.pattern.replace('(.*?)', '.*?')}|\S)+")
"""What stands between spaces that are outside of formulas."""
_SIZE, _DPI = 10.0, 72.0
"""Of formulas that are only tried."""
_DEEPEST: Final = 10
"""Braces that may be open at once: each makes matplotlib go several calls deeper."""
_WIDEST: Final = 300
"""Times the size of its letters that mathematics may be wide, however short it is in the file."""
_FEW: Final = 3
"""Letters that a message names."""
_SHAPES: Final = (3, 11)
"""The first version of matplotlib that joins letters, and writes from right to left."""
_VIRAMA: Final = 9
"""The combining class of the signs that join letters of India and its neighbours."""


def obstacles(texts: Sequence[str], *, math: bool = False, asked: Sequence[str] = ()) -> Iterator[tuple[int, str]]:
    """Why some texts cannot be written: the index of a text, and why; what is wrong with a script is told once.

    Args: math: whether what stands between dollar signs is mathematics.  asked: families of fonts that come first.
    """
    found = fonts.fonts_for(texts, asked)
    missing, unshaped = fonts.lacking(texts, asked), frozenset(filter(_needs_shaping, "".join(texts)))
    for index, text in enumerate(texts):
        if letters := missing.intersection(text):
            yield index, _without_font(letters)
            missing -= _like(letters, missing)
        elif (letters := unshaped.intersection(text)) and (reason := _misshapen(text, letters, math=math)):
            yield index, reason
            unshaped -= _like(letters, unshaped)
        elif math and (reason := misprint(text, found)):
            yield index, reason


def misprint(text: str, found: Fonts = USUAL) -> str | None:
    """What is wrong with the mathematics between a text's dollar signs; None where it can be drawn.

    Args: found: the fonts that it is drawn with.
    """
    return next(_misprints(text, found), None)


def cuts(text: str, *, math: bool = False) -> list[int]:
    """How many letters may be kept of a text that is too long: a formula is kept whole or not at all."""
    formulas = [match.span() for match in FORMULA.finditer(text)] if math else []
    return [
        place
        for place in range(len(text) + 1)
        if not any(begin < place < end for begin, end in formulas) and not (math and text[:place].endswith("\\"))
    ]


def words(text: str, *, math: bool = False) -> list[str]:
    """The words of a text; what belongs to one formula stays together."""
    return _WORDS.findall(text) if math else text.split()


def _misprints(text: str, found: Fonts) -> Iterator[str]:
    formulas = [match.group() for match in FORMULA.finditer(text)]
    if "$" in FORMULA.sub("", text).replace("\\$", ""):
        yield "a $ without its partner; with math: true each needs one"
    for formula in formulas:
        if not formula.strip("$ "):
            yield f"there is no mathematics in {formula}"
        elif (reason := _refusal(formula, found)) is not None:
            yield f"{formula} is no mathematics that can be drawn{reason}"
        elif not _of_one_font(formula, found):
            yield f"{formula} has letters of several fonts; mathematics takes them from one"
    if formulas and (reason := _refusal(text, found)) is not None:
        yield f"this is no mathematics that can be drawn{reason}"


def _refusal(text: str, found: Fonts) -> str | None:
    """What there is against a text with mathematics, as far as it can be told; None where it can be drawn."""
    if _nesting(text) > _DEEPEST:
        return f": it is nested more than {_DEEPEST} deep"
    try:
        canvas = Canvas((1, 1), _DPI, fonts=found)
        width = canvas.text_width(text, _SIZE, math=True)
    except (ValueError, RecursionError) as error:
        told = _REASON.search(str(error))
        return f": {told[0]}" if told else ""
    return None if 0 <= width <= max(_WIDEST, len(text)) * _SIZE else ": its width is out of all proportion"


def _of_one_font(formula: str, found: Fonts) -> bool:
    """Whether one font has all letters of a formula that the first one, and so mathematics, does not have."""
    first, *others = found.families
    foreign = [letter for letter in formula if not fonts.has(first, letter)]
    return not others or any(all(fonts.has(family, letter) for letter in foreign) for family in others)


def _nesting(text: str) -> int:
    """How many braces are open at once, at most."""
    steps = ({"{": 1, "}": -1}.get(letter, 0) for letter in text)
    return max(accumulate(steps, initial=0))


def _like(letters: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """Those of other letters that are of the same scripts as some."""
    told = set(map(fonts.script, letters))
    return frozenset(letter for letter in others if fonts.script(letter) in told)


# Letters that no font has.


def _without_font(letters: Iterable[str]) -> str:
    """That no font has some letters, and which font would."""
    scripts: dict[str, list[str]] = {}
    for letter in sorted(letters):
        scripts.setdefault(fonts.script(letter), []).append(letter)
    lacking = ", ".join(map(_named, scripts, scripts.values()))
    remedies = dict.fromkeys(_remedy(name) for name in scripts)
    return f"no installed font has {lacking}; install one, as by: apt install {' '.join(remedies)}"


def _named(script: str, letters: Sequence[str]) -> str:
    """Letters with the name of their script."""
    kind = {"emoji": "the emoji", "symbol": "the symbols" if len(letters) > 1 else "the symbol"}.get(
        script, f"the {script} letter{'s' if len(letters) > 1 else ''}"
    )
    more = f" and {len(letters) - _FEW} more" if len(letters) > _FEW else ""
    return f"{kind} {', '.join(map(_shown, letters[:_FEW]))}{more}"


def _remedy(script: str) -> str:
    """The package of Debian's and Ubuntu's with a font for a script; colours of emoji cannot be drawn."""
    if fonts.is_east_asian(script):
        return "fonts-noto-cjk"
    return "fonts-symbola" if script in {"emoji", "symbol"} else "fonts-noto-core"


def _shown(letter: str) -> str:
    return f"{letter!r} (U+{ord(letter):04X})"


# Letters whose shape and order depend on those beside them.


def _needs_shaping(letter: str) -> bool:
    """Whether a letter goes from right to left, joins those beside it, or stands above, below or before them."""
    if letter.isascii():
        return False
    kind, combining = unicodedata.category(letter), unicodedata.combining(letter)
    general = unicodedata.name(letter, "").startswith(("COMBINING", "VARIATION"))
    marks = kind == "Mc" or combining == _VIRAMA or (kind == "Mn" and not general)
    return marks or unicodedata.bidirectional(letter) in {"R", "AL"}


def _misshapen(text: str, letters: Iterable[str], *, math: bool) -> str | None:
    """Why a text with letters that need shaping would be drawn wrong; None where it is drawn right."""
    settings.load()
    from matplotlib import __version__, __version_info__

    scripts = " and ".join(dict.fromkeys(fonts.script(letter) for letter in sorted(letters)))
    if tuple(__version_info__[:2]) < _SHAPES:
        wanted = ".".join(map(str, _SHAPES))
        return f"matplotlib {__version__} neither joins letters nor turns them round, as {scripts} needs; {wanted} does"
    if math and is_math(text):
        return f"mathematics in a text neither joins letters nor turns them round, as {scripts} needs; leave it out"
    return None
