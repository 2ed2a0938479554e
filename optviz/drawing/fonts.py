"""Which fonts a text is drawn with: for each letter the first that has it of those asked for, the usual one, others.

Others are looked for only where a text has a letter that the first ones lack, one for each script where one has it
all, in an order that depends on nothing but which fonts are installed.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from optviz.drawing import settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from matplotlib.font_manager import FontEntry, FontProperties

Weight = Literal["normal", "bold"]

FAMILY: Final = "DejaVu Sans"
"""The family that matplotlib brings along, so that pictures are the same on every machine."""


class Fonts(NamedTuple):
    """The fonts of a picture.

    Args: families: a letter is drawn with the first that has it.  files: of all families but the usual one, sorted.
    """

    families: tuple[str, ...]
    files: tuple[str, ...] = ()


USUAL: Final = Fonts((FAMILY,))
"""The fonts of a picture whose letters the usual family has."""

_WEIGHTS: Final[tuple[Weight, ...]] = ("normal", "bold")
_SIZE: Final = 10.0
"""Of letters that are only looked for."""


@cache
def font(size: float, weight: Weight = "normal", fonts: Fonts = USUAL) -> FontProperties:
    """The picture's fonts in a size in points; what is not given here would be a setting of matplotlib's."""
    settings.load()
    from matplotlib.font_manager import FontProperties

    _list(fonts.files)
    return FontProperties(
        family=list(fonts.families),
        style="normal",
        variant="normal",
        weight=weight,
        stretch="normal",
        size=size,
        math_fontfamily="dejavusans",
    )


def fonts_for(texts: Iterable[str], asked: Sequence[str] = ()) -> Fonts:
    """The fonts for a picture's texts; a letter that none has is drawn as a box.

    Args: asked: installed families, which come first.
    """
    return _chosen(_foreign(texts), tuple(asked))[0]


def lacking(texts: Iterable[str], asked: Sequence[str] = ()) -> frozenset[str]:
    """The letters of some texts that no installed font has; arguments as in `fonts_for`."""
    return _chosen(_foreign(texts), tuple(asked))[1]


def has(family: str, letter: str) -> bool:
    """Whether a family has a letter, in each weight that is drawn."""
    return letter.isascii() or ord(letter) in _letters(family)


def installed() -> frozenset[str]:
    """The names of all families."""
    return frozenset(entry.name for entry in _listed())


def script(letter: str) -> str:
    """The script that a letter belongs to, as people call it: Hiragana, Han; "emoji" or "symbol" where it is none."""
    if unicodedata.category(letter)[0] not in "LMN":
        return "emoji" if ord(letter) >= _EMOJI else "symbol"
    words = unicodedata.name(letter, "symbol")
    if words.startswith(("CJK", "IDEOGRAPHIC")):
        return "Han"
    return re.split(_OF_LETTERS, words)[0].title()


def is_east_asian(name: str) -> bool:
    """Whether a script stands in one text with Han letters, so that one font has both."""
    return name.split(maxsplit=1)[0] in _EAST_ASIAN


_EMOJI: Final = 0x1F000
_EAST_ASIAN: Final = frozenset({"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Fullwidth", "Halfwidth"})
_OF_LETTERS: Final = (
    "[ -](?:(?:CAPITAL|SMALL|VOWEL|CONSONANT|COMBINING|PROLONGED|SOUND|ITERATION) )*"
    "(?:LETTER|SYLLABLE|CHARACTER|SIGN|VOWEL|DIGIT|MARK|HIRAGANA)\\b"
)
"""What stands behind the name of its script in the name of a letter."""


# Which fonts are there.

_ODD: Final = re.compile(r"\.?Last ?Resort.*|cm[a-z]+10|STIX(?:NonUnicode|Size).*")
"""Families whose letters are not what their numbers say."""
_SANS: Final = re.compile(r"\bSans\b|\bGothic\b|\bHei\b")
_OTHER: Final = re.compile(r"\bSerif\b|\bMono\b|\bMincho\b|\bSong\b|\bMing\b|\bDisplay\b|Mono\b")
_REGIONS: Final = frozenset({"JP", "KR", "SC", "TC", "HK"})
"""Words in the names of families that draw one ideograph as it is usual in a region."""


@cache
def _listed() -> tuple[FontEntry, ...]:
    """Every font there is.

    matplotlib keeps a list of fonts from one program to the next, without those that were installed meanwhile.
    """
    with settings.delivered():
        from matplotlib.font_manager import findSystemFonts, fontManager

        _list(sorted(findSystemFonts()))
    return tuple(each for each in fontManager.ttflist if not _ODD.fullmatch(each.name))


@cache
def _upright() -> tuple[FontEntry, ...]:
    """The upright fonts, those first that look most like the usual one."""
    return tuple(sorted((each for each in _listed() if each.style == each.stretch == "normal"), key=_rank))


def _rank(entry: FontEntry) -> tuple[int, int, str, str]:
    sans = 2 if _OTHER.search(entry.name) else 0 if _SANS.search(entry.name) else 1
    return sans, abs(_number(entry.weight) - 400), entry.name, entry.fname


def _number(weight: str | int) -> int:
    settings.load()
    from matplotlib.font_manager import weight_dict

    return weight if isinstance(weight, int) else weight_dict.get(weight, 400)


def _list(files: Iterable[str]) -> None:
    """Make sure that matplotlib knows some files of fonts; those that are no fonts that it can draw stay unknown."""
    if not files:
        return
    with settings.delivered():
        from matplotlib.font_manager import fontManager

        known = {entry.fname for entry in fontManager.ttflist}
        for file in files:
            if file not in known:
                with suppress(Exception):  # whatever is wrong with somebody's file
                    fontManager.addfont(file)


# Which letters they have.


@cache
def _letters(family: str) -> frozenset[int]:
    """The numbers of all letters that a family has in each weight."""
    return frozenset.intersection(*(_mapped(file) for file in _found(family)))


@cache
def _mapped(file: str) -> frozenset[int]:
    """The numbers of all letters that a font's file has; none where it cannot be read."""
    with settings.delivered():
        from matplotlib.font_manager import get_font

        try:
            return frozenset(get_font(file).get_charmap())
        except Exception:  # noqa: BLE001  (whatever is wrong with somebody's file)
            return frozenset()


def _found(family: str) -> Iterator[str]:
    """The file of a family for each weight, as the renderer finds it."""
    with settings.delivered():
        from matplotlib.font_manager import findfont

        for weight in _WEIGHTS:
            yield findfont(font(_SIZE, weight, Fonts((family,))))


def _foreign(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(letter for text in texts if not text.isascii() for letter in text if not letter.isascii())


@cache
def _chosen(letters: frozenset[str], asked: tuple[str, ...]) -> tuple[Fonts, frozenset[str]]:
    """The fonts for some letters, and those letters that none has."""
    if asked:
        _listed()  # also those that were installed only now
    families = tuple(dict.fromkeys((*asked, FAMILY)))
    missing = frozenset(letter for letter in letters if not any(has(family, letter) for family in families))
    region = _region(missing)
    for group in _groups(missing):
        rest = group & missing
        while rest and (family := _best(rest, region)):
            families += (family,)
            missing = frozenset(letter for letter in missing if not _draws(family, letter))
            rest &= missing
    files = {str(file) for family in families if family != FAMILY for file in _found(family)}
    return Fonts(families, tuple(sorted(files))), missing


def _groups(letters: Iterable[str]) -> list[frozenset[str]]:
    """Letters by what one font should have of them; those of no script come last, for any font may have them."""
    found: dict[str, set[str]] = {}
    for letter in sorted(letters, key=lambda letter: (script(letter) in {"emoji", "symbol"}, letter)):
        name = script(letter)
        found.setdefault("Han" if is_east_asian(name) else name, set()).add(letter)
    return [frozenset(group) for group in found.values()]


def _region(letters: Iterable[str]) -> str:
    """Where Han letters that stand beside some others look as they should."""
    scripts = set(map(script, letters))
    return "JP" if scripts & {"Hiragana", "Katakana"} else "KR" if "Hangul" in scripts else "SC"


def _best(letters: Collection[str], region: str) -> str | None:
    """The first family that has all of some letters; if there is none, the first that has most of them."""
    best, most = None, 0
    for entry in sorted(_upright(), key=lambda entry: bool(_REGIONS.intersection(entry.name.split()) - {region})):
        if sum(ord(letter) in _mapped(entry.fname) for letter in letters) > most:
            count = sum(_draws(entry.name, letter) for letter in letters)
            best, most = (entry.name, count) if count > most else (best, most)
            if most == len(letters):
                break
    return best


_INKLESS: Final = frozenset({"Zs", "Cf", "Mn"})


@cache
def _draws(family: str, letter: str) -> bool:
    """Whether a family has a letter, and ink for it: fonts of coloured pictures have none."""
    if not has(family, letter):
        return False
    with settings.delivered():
        from matplotlib.font_manager import get_font

        glyphs = [get_font(file).load_char(ord(letter)) for file in _found(family)]
    return all(glyph.width for glyph in glyphs) or unicodedata.category(letter) in _INKLESS
