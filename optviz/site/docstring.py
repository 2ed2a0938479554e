"""What the docstring of a catalogue's entry says, part by part.

One sentence.

    the rule, in indented lines

Remarks, in paragraphs.

Forms: ...  Args: ...  State: ...  Cost per step: ...  Raises: ...  Reference: ...  Libraries: ...
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTIONS: Final = ("Forms", "Args", "State", "Cost per step", "Raises", "Reference", "Libraries", "Class attributes")
_HEADING: Final = re.compile(rf"(?:^|(?<=\s))({'|'.join(_SECTIONS)})(?: \([^)]*\))?(?:,[^:\n]*)?:\s")
_NAMED: Final = re.compile(r"(?:^|(?<=\s))([\w*, -]{1,40}?):\s")
_INDENT: Final = "    "


class Docstring(NamedTuple):
    """A docstring in parts.

    Args: summary: its first sentence.  rule: the indented lines below it.  remarks: paragraphs of words.
        sections: the others by their headings, each on one line.
    """

    summary: str
    rule: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    sections: Mapping[str, str] = {}

    @property
    def defined(self) -> list[str]:
        """The words for what the rule says how to compute; what has an index is known by that."""
        return [name for line in self.rule for name in re.findall(r"\b([A-Za-z]+) (?:<-|=) ", line)]

    @property
    def forms(self) -> list[tuple[str, str]]:
        """The published forms of a rule, each with what it is."""
        _, *parts = re.split(r"(?:^|(?<=\.\s)|(?<=\.\s\s))([\w, -]+?):\s", self.sections.get("Forms", ""))
        return [(name.strip(), words.strip()) for name, words in zip(parts[::2], parts[1::2], strict=True)]


def docstring(text: str) -> Docstring:
    """A docstring in its parts; what is missing is empty."""
    summary, *blocks = re.split(r"\n\s*\n", inspect.cleandoc(text or ""))
    rule, remarks = [], []
    sections: dict[str, str] = {}
    for block in blocks:
        if block.startswith(_INDENT):
            rule += [line.strip() for line in block.splitlines()]
            continue
        words, *found = _HEADING.split(f"{block}\n")
        remarks += [" ".join(words.split())] if words.strip() else []
        for heading, content in zip(found[::2], found[1::2], strict=True):
            sections[heading] = f"{sections.get(heading, '')} {' '.join(content.split())}".strip()
    return Docstring(" ".join(summary.split()), tuple(rule), tuple(remarks), sections)
