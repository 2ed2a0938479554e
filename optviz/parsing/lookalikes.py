"""Characters that look like YAML's own and are not, as word processors, web pages and input methods write them.

In a title they are right. Where a line has a problem, those that stand in the place of YAML's own are probably why.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Final

from optviz.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optviz.parameters.tree import Problems

_MOST_NOTED: Final = 40
_SPACES: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN: Final = "\xad\u200b-\u200d\u2060"
_QUOTES: Final = "\u2018-\u201f\u2032\u2033\xab\xbb\uff02\uff07`\xb4"
_BEFORE: Final = r"(?:^|[-:,?\[{])[ ]*"
"""Where a word begins."""
_AFTER: Final = r"(?=[ ]*(?:$|[,\]}:]))"
"""Where one ends."""
_QUOTED: Final = re.compile(r"""(?<=[-:,\[{ ])(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')""")
"""What is in quotes, on one line."""
_PLACES: Final = (
    (rf"{_BEFORE}([{_SPACES}])", "use an ordinary space"),
    (rf"([{_SPACES}]){_AFTER}", "use an ordinary space"),
    (rf"{_BEFORE}([{_UNSEEN}])", "remove it"),
    (rf"([{_UNSEEN}]){_AFTER}", "remove it"),
    (rf"{_BEFORE}([{_QUOTES}])", "use a straight quote, \" or '"),
    (r"^[ ]*([\u2010-\u2015\u2022\u2212\xb7])[ ]", "begin an item with -"),
    (rf"{_BEFORE}([\u2010-\u2015\u2212\uff0d])(?=[.0-9])", "write a negative number with -"),
    (r"^[- {]*\w+[ ]*(\uff1a)", "use : and a space"),
    (r"[0-9]([\uff0c\u3001])[ ]*[-.0-9]", "use , and a space"),
    (rf"{_BEFORE}([\uff3b\uff5b\u3010])", "use [ or {"),
)
"""Where a lookalike, the group, stands in the place of YAML's own character, and what to do about it."""


def note(text: str, file: str, lines: Collection[int], problems: Problems) -> None:
    """Note the first lookalikes in some lines of a file's text, in place of the problems that stand where they do.

    A line that goes on in the same way as the one before belongs to it: to YAML, they may be one text.
    """
    for line, column, advice in islice(_found(text, lines), _MOST_NOTED):
        problems.replace(Problem(file, line, column, advice))


def _found(text: str, lines: Collection[int]) -> Iterator[tuple[int, int, str]]:
    before: set[str] = set()
    for number, line in enumerate(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text).split("\n"), 1):
        here: set[str] = set()
        for pattern, advice in _PLACES:
            if number in lines or advice in before:
                for match in re.finditer(pattern, line):
                    here.add(advice)
                    yield number, match.start(1) + 1, f"{_called(match[1])}; {advice}"
        before = here


def _called(character: str) -> str:
    """What a character is called, and itself where it can be seen."""
    name = unicodedata.name(character).lower().replace("no-break", "non-breaking")
    seen = f"{character}, " if character.isprintable() else ""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} ({seen}U+{ord(character):04X})"
