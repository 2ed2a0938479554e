"""Scripts and styles without what only their readers need: comments, spaces, last semicolons, what makes modules."""

from __future__ import annotations

import re
from typing import Final

_PARTS: Final = re.compile(
    r"""
      (?P<kept> "(?:[^"\\\n]|\\.)*" | `(?:[^`\\]|\\.)*` | (?<=[(,=:]) \s* /(?![/*])(?:[^/\\\n]|\\.)+/[a-z]* )
    | (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<module> ^import\b[^\n]*\n | ^export\s+(?=(?:async\s+)?(?:function|class|const)\b) )
    | (?P<space> \s+ )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""Texts and patterns stay as they are; what stands round spaces tells whether one is needed."""
_SIGNS: Final = frozenset("{}()[]<>=+-*/%&|!?:;,.^")
_GOES_ON: Final = frozenset("{([;,=?:&|<>*/%+-")
"""After these a line does not end a statement."""


def script(source: str) -> str:
    """Modules, one after another, as the body of one script: names are as they were, and so is what it does."""
    found: list[str] = []
    place = 0
    for part in _PARTS.finditer(source):
        found.append(source[place : part.start()])
        place = part.end()
        if part["kept"]:
            found.append(part["kept"].strip())
        elif part["space"] and source.startswith("}", place) and found[-1].endswith(";"):
            found[-1] = found[-1][:-1]
        elif part["space"]:
            before = next((each[-1] for each in reversed(found) if each), "\n")
            found.append(_space(before, part["space"], source[place : place + 2]))
    return re.sub(r"\n+", "\n", "".join([*found, source[place:]])).strip()


def _space(before: str, space: str, after: str) -> str:
    """What stays of a space between two letters."""
    if before in " \n" or not after:
        return ""
    if "\n" in space:
        return "" if before in _GOES_ON or after[0] in ".)]?:" else "\n"
    if after[0] == before and before in "+-":
        return " "
    return "" if before in _SIGNS or after[0] in _SIGNS else " "


def style(source: str) -> str:
    """A style sheet without spaces that say nothing."""
    plain = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    closer = re.sub(r"\s*([{};,>])\s*|(?<=:)\s+", lambda found: found[1] or "", re.sub(r"\s+", " ", plain))
    return closer.replace(";}", "}").strip()
