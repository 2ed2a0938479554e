"""The ways in which people write a formula, brought into one: 2x² becomes 2*x**2, |x| becomes abs(x).

A text is cut into words, and each word stays, is replaced by its meaning, or gets a product sign before it. Nothing is
run, and every letter of the result knows the column of the text that it came from.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from optviz.errors import ScenarioError

_WORD: Final = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
      | (?P<number>0[xXoObB][0-9a-fA-F_]+ | ([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*|π)
      | (?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)
      | (?P<other>\*\*|//|<=|>=|==|!=|&&|.)""",
    re.VERBOSE | re.DOTALL,
)
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MEANINGS: Final = {
    "^": "**",
    "π": "pi",
    "√": "sqrt",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "&&": "&",
    **dict.fromkeys("·×⋅∙", "*"),
    **dict.fromkeys("−–﹣－", "-"),
}
_PLAIN: Final = frozenset("+-*/%()[],<>=&|~!.")
"""The single characters that may stand in an expression; what each may do there is decided by the parser."""
_BEGINNING: Final = re.compile(r"\s*(return\b|lambda\s+[\w\s,]*:|(?!\d)\w+\s*(\([\w\s,]*\))?\s*=(?!=))", re.ASCII)
"""What may stand before an expression: "z =", "f(x, y) =", "lambda x, y:"."""
_KEYWORDS: Final = frozenset({"if", "else", "and", "or", "not", "in", "is", "for"})
_TESTS: Final = frozenset({"<", ">", "<=", ">=", "==", "!=", "≤", "≥", "≠"})
_LONGEST: Final = 40
"""Letters of a word that a message repeats."""
_LATEX: Final = frozenset("\\$")


class ExpressionError(ScenarioError):
    """An expression that is not in the language.

    Args: message: what was met and what is allowed.  column: where in the expression, from 1.
    """

    def __init__(self, message: str, column: int = 1) -> None:
        self.column = column
        super().__init__(f"column {column} of the expression: {message}")


class Spelled(NamedTuple):
    """An expression in one spelling.

    Args: text: with ASCII letters only.  columns: of each of its letters, where it stood before, from 1; one more for
        the end.
    """

    text: str
    columns: tuple[int, ...]

    def column(self, place: int) -> int:
        """Where the letter at a place of the text stood; the end where there is none."""
        return self.columns[min(max(place, 0), len(self.columns) - 1)]


class _Word(NamedTuple):
    kind: str
    text: str
    column: int


def spelled(text: str) -> Spelled:
    """An expression in one spelling.

    Raises: ExpressionError at a character that no expression holds, and where a product without a sign may mean two
        things.
    """
    words = _meant(_words(text))
    columns = [column for word in words for column in [word.column] * (len(word.text) + 1)]
    end = words[-1].column + 1 if words else 1
    return Spelled(" ".join(word.text for word in words), (*columns[:-1], end))


def _words(text: str) -> list[_Word]:
    """The words without blanks, comments, and what stands before or after the expression itself."""
    begin = _BEGINNING.match(text)
    found: list[_Word] = []
    for match in _WORD.finditer(text, begin.end() if begin else 0):
        kind, word, column = str(match.lastgroup), match.group(), match.start() + 1
        if kind == "blank":
            continue
        if word == "#":
            break
        _check_character(kind, word, column)
        found.append(_Word(kind, word, column))
    while found and found[-1].text == ";":
        found.pop()
    return found


def _check_character(kind: str, word: str, column: int) -> None:
    if kind != "other" or word in _MEANINGS or len(word) > 1 or word in _PLAIN or word == ";":
        return
    if word in _LATEX:
        raise ExpressionError("LaTeX is not read; write a fraction as (x**2)/2, a function as sin(x)", column)
    raise ExpressionError(f"the character {word!a} is not allowed; {allowed()}", column)


def _meant(words: list[_Word]) -> list[_Word]:
    """The words with their meanings, and with product signs where they were left out."""
    found: list[_Word] = []
    bars: list[int] = []
    tests = any(word.text in _TESTS for word in words)  # where there are some, | may join them
    for place, word in enumerate(words):
        before = found[-1] if found else None
        ended = before is not None and _ends_a_value(before)
        if word.text == "|" and not (ended and not bars and tests):
            opens = not ended or not bars
            meant = [_Word("other", "abs(" if opens else ")", word.column)]
            bars = [*bars, place] if opens else bars[:-1]
        elif word.kind == "power" and before is not None and _is_function(before, words[place + 1 : place + 2]):
            name, power = shown(before.text), shown(word.text)
            written = f"{name}(...)**{power.translate(_SUPERSCRIPTS)}"
            raise ExpressionError(f"{name}{power}(...) is written {written}", word.column)
        elif word.kind == "power":
            meant = [_Word("other", f"**({word.text.translate(_SUPERSCRIPTS)})", word.column)]
        else:
            meant = [word._replace(text=_MEANINGS.get(word.text, word.text))]
        if ended and before is not None and _begins_a_value(meant[0]) and _is_product(before, meant[0]):
            _check_product(found, word)
            found.append(_Word("other", "*", word.column))
        found += meant
    if bars:
        raise ExpressionError("a | without its partner; the absolute value is written abs(x)", words[bars[-1]].column)
    return found


def _ends_a_value(word: _Word) -> bool:
    if word.kind == "name":
        return word.text not in _KEYWORDS
    return word.kind == "number" or word.text.endswith((")", "]"))


def _begins_a_value(word: _Word) -> bool:
    if word.kind == "name":
        return word.text not in _KEYWORDS
    return word.kind == "number" or word.text in {"(", "abs("}


def _is_function(word: _Word, following: list[_Word]) -> bool:
    """Whether a word is a function's name, as in sin²(x)."""
    return word.kind == "name" and word.text not in {"x", "y"} and bool(following) and following[0].text == "("


def _is_product(before: _Word, word: _Word) -> bool:
    """Whether two values side by side are a product; a name before a bracket is a function, two names are a mistake."""
    return before.kind != "name" and word.kind != "number"


def _check_product(found: list[_Word], word: _Word) -> None:
    """Refuse 1/2x, which may mean (1/2)*x or 1/(2*x)."""
    before = found[-2].text if len(found) > 1 else ""
    if found[-1].kind == "number" and before in {"/", "**", "//", "%"}:
        number, rest = shown(found[-1].text), shown(word.text)
        meanings = f"{before}{number}*{rest} or {before}({number}*{rest})"
        raise ExpressionError(f"{before}{number}{rest} may mean {meanings}; write one", word.column)


def shown(word: str) -> str:
    """A word in a message, where a very long one is cut."""
    return word if len(word) <= _LONGEST else f"{word[:_LONGEST]}..."


def allowed() -> str:
    """What an expression may hold, in words."""
    from optviz.language.functions import FUNCTIONS

    return f"allowed are numbers, names, + - * / **, brackets ( ) and the functions {' '.join(FUNCTIONS)}"
