"""The guides: the Markdown files of this folder, in the order in which its README.md, the index, links them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

_INDEX: Final = "README"
_SUFFIX: Final = ".md"
_TITLE: Final = re.compile(r"\A\s*# (?P<title>[^\n]+)\n\s*(?P<lead>(?![#<|]|```|- )(?:\S[^\n]*(?:\n|\Z))+)?")
_GROUP_OR_LINK: Final = re.compile(
    r"^## (?P<group>[^\n]+)$"
    r"|^[-*] \[[^\]]+\]\((?P<name>[^)/]+)\.md\)(?:: (?P<about>[^\n]+(?:\n[ \t]+[^\n]+)*))?",
    re.MULTILINE,
)
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_FILE: Final = re.compile(r"# (?P<name>\S+\.\w+)\n")


@dataclass(frozen=True)
class Guide:
    """One guide.

    Args: name: its file's, without the suffix.  title: its heading.  lead: its first paragraph, in Markdown.
        text: the whole file.  about: a sentence, which the index says, or else the lead.  group: the heading of the
        index below which it stands; empty where the index forgets it.
    """

    name: str
    title: str
    lead: str
    text: str
    about: str
    group: str = ""


@cache
def guides() -> Mapping[str, Guide]:
    """All guides by their names, in their order."""
    return read(files("optviz.guides"))


def read(folder: Traversable) -> Mapping[str, Guide]:
    """The guides of a folder by their names: those that its index links in its order, and then the others."""
    linked = _linked((folder / f"{_INDEX}{_SUFFIX}").read_text(encoding="utf-8"))
    texts = {name: (folder / f"{name}{_SUFFIX}").read_text(encoding="utf-8") for name in _names(folder)}
    order = [*(name for name in linked if name in texts), *(name for name in texts if name not in linked)]
    return {name: _guide(name, texts[name], *linked.get(name, ("", ""))) for name in order}


def named(block: str) -> str:
    """The name of the file that a block of a guide shows, if its first line is a comment with one.

    A block of YAML without a name is a scenario, and whole.
    """
    match = _FILE.match(block)
    return match["name"] if match else ""


def _linked(index: str) -> dict[str, tuple[str, str]]:
    """The names of the guides that an index links, each with its group and what is said of it."""
    group, found = "", dict[str, tuple[str, str]]()
    for match in _GROUP_OR_LINK.finditer(index):
        group = match["group"] or group
        if match["name"]:
            found[match["name"]] = group.strip(), _line(match["about"] or "")
    return found


def _names(folder: Traversable) -> Iterator[str]:
    for name in sorted(each.name for each in folder.iterdir()):
        if name.endswith(_SUFFIX) and name != f"{_INDEX}{_SUFFIX}":
            yield name.removesuffix(_SUFFIX)


def _guide(name: str, text: str, group: str, about: str) -> Guide:
    title, lead = _heading(text)
    return Guide(name, title, lead, text, about or _line(lead), group)


def _heading(text: str) -> tuple[str, str]:
    """The heading of a file, and its first paragraph."""
    match = _TITLE.match(text)
    return (match["title"].strip(), " ".join((match["lead"] or "").split())) if match else ("", "")


def _line(words: str) -> str:
    """Markdown on one line without its links."""
    return _LINK.sub(r"\1", " ".join(words.split()))
