"""HTML from texts that may be anybody's: everything is escaped here."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_LINKS: Final = re.compile(
    r"(?P<arxiv>arXiv:(?P<number>\d{4}\.\d{4,5}))"
    r"|(?P<doi>doi:(?P<name>10\.\d{4,9}/[^\s,;]*[^\s,;.]))"
    r"|(?<![\w@/.:-])(?P<place>(?:[a-z0-9-]+\.)+(?:org|net|com|edu|cc|io|press)/[\w./?=&%~+-]*[\w/])"
)
_SHOWN: Final = {"<-": "←", "->": "→", "<=": "≤", ">=": "≥"}


def element(name: str, /, *content: str, **attributes: str | int | bool | None) -> str:
    """An element around HTML.

    Args: attributes: texts; one that is None or False is left out, one that is True has no value. A `_` at the end of a
        name is left out, as in class_, and others are written as -.
    """
    words = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        words.append(key.rstrip("_").replace("_", "-") + ("" if value is True else f'="{escape(str(value))}"'))
    return f"<{' '.join(words)}>{''.join(content)}</{name}>"


def void(name: str, /, **attributes: str | int | bool | None) -> str:
    """An element that has no content, as an image."""
    return element(name, **attributes).removesuffix(f"</{name}>")


def text(words: object) -> str:
    """A text in HTML."""
    return escape(str(words))


def prose(words: str) -> str:
    """A sentence of a docstring: its arrows and signs as readers know them, `names` as code, sources as links."""
    parts = re.split(r"`([^`]+)`", words)
    return "".join(
        element("code", text(part)) if place % 2 else linked(_signs(part)) for place, part in enumerate(parts)
    )


def _signs(words: str) -> str:
    for written, shown in _SHOWN.items():
        words = words.replace(written, shown)
    return words


def linked(words: str) -> str:
    """A text in which papers and pages are links; a browser asks for them only if a reader follows them."""
    found, last = [], 0
    for match in _LINKS.finditer(words):
        if match["arxiv"]:
            address = f"https://arxiv.org/abs/{match['number']}"
        else:
            address = f"https://doi.org/{match['name']}" if match["doi"] else f"https://{match['place']}"
        link = element("a", text(match[0]), href=address, rel="external noreferrer")
        found += [text(words[last : match.start()]), link]
        last = match.end()
    return "".join([*found, text(words[last:])])


def section(heading: str, *content: str, class_: str | None = None, id: str | None = None) -> str:  # noqa: A002
    """A part of a page with its heading; empty where it has no content."""
    inner = "".join(content)
    return element("section", element("h2", text(heading)), inner, class_=class_, id=id) if inner else ""


def table(name: str, headings: Iterable[str], rows: Iterable[Iterable[str]], numbers: Collection[int] = ()) -> str:
    """A table of HTML cells, each row named by its first; empty where it has no rows.

    Args: name: what a screen reader says of it, which scrolls where it is too wide.  headings: HTML.
        numbers: the columns that hold numbers.
    """
    named = list(headings)
    plain = [unescape(re.sub("<[^>]*>", "", each)) for each in named]

    def cell(name: str, content: str, place: int, **attributes: str | None) -> str:
        shown = content if re.sub("<(?!img|svg)[^>]*>", "", content) else ""
        return element(name, shown, class_="number" if place in numbers else None, **attributes)

    # Where a page is narrow, each cell says under which head it stands.
    lines = [
        element(
            "tr",
            cell("th", first, 0, scope="row"),
            *(cell("td", each, at, data_head=plain[at]) for at, each in enumerate(rest, start=1)),
        )
        for first, *rest in rows
    ]
    # A column whose head says nothing has no head.
    heads = (cell("th", each, at, scope="col") if each else element("td") for at, each in enumerate(named))
    whole = element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *lines),
        class_="numbers" if numbers else None,
    )
    return element("div", whole, class_="wide", tabindex=0, role="region", aria_label=name) if lines else ""


def copied(name: str, words: str, content: str) -> str:
    """Code with a button that copies it, by copy.js.

    Args: name: its id.  words: what a screen reader says of it.  content: HTML.
    """
    button = element("button", "Copy", type="button", class_="copy", aria_controls=name, hidden=True)
    bar = element("div", button, element("span", "", role="status", class_="small quiet"), class_="bar")
    code = element("code", content, id_=name)
    return element("div", bar, element("pre", code, tabindex=0, role="region", aria_label=words), class_="copied")


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Terms, each with HTML that says what it is; what is empty is left out."""
    found = [element("dt", text(term)) + element("dd", said) for term, said in pairs if said]
    return element("dl", *found) if found else ""
