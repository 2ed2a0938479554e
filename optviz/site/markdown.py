"""Markdown as the content of a page: headings that can be linked, tables that scroll, and code that can be copied.

HTML in it is a text like any other; comments are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from optviz.site.elements import copied, element, table, text, void

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_TITLE, _SECTION = 1, 2
"""Levels of headings: of the document, and of its sections."""
_CONTENTS: Final = 3
"""Sections from which on a page tells what is on it."""
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_TAGS: Final = {
    "blockquote": "blockquote", "bullet_list": "ul", "em": "em", "list_item": "li", "paragraph": "p", "s": "s",
    "strong": "strong",
}  # fmt: skip
_REMARKS: Final = r"(?P<remark>(?<!\S)# .*)"
_PARTS: Final = {
    "console": re.compile(rf"(?m)^\$ (?P<typed>.*?)(?=\s+# |$)|{_REMARKS}"),
    "py": re.compile(_REMARKS),
    "python": re.compile(_REMARKS),
    "sh": re.compile(_REMARKS),
    "yaml": re.compile(rf"{_REMARKS}|(?P<key>(?<![\w\"'])[A-Za-z_][\w.-]*(?=:\s))"),
    "yml": re.compile(rf"{_REMARKS}|(?P<key>(?<![\w\"'])[A-Za-z_][\w.-]*(?=:\s))"),
}
"""What stands out in code, by its language: groups become classes. A prompt is not a part of what is typed."""


class Block(NamedTuple):
    """A block of code.

    Args: language: the word behind the fence.  text: its lines.  line: of the document, in which the text begins,
        counted from 1.
    """

    language: str
    text: str
    line: int


class Heading(NamedTuple):
    """A heading.

    Args: level: from 1 on.  id: what links name it by, the same as on GitHub.  words: without markup.
    """

    level: int
    id: str
    words: str


def article(document: str, link: Callable[[str], str], beside: Callable[[Block], str]) -> str:
    """A document as HTML, without its title, which is the page's: what is on it, if that is much, and its sections.

    Args: link: the address that stands for one of the document's.  beside: what stands beside a block of code; may be
        empty.
    """
    return _Article(document, link, beside).html()


def headings(document: str) -> list[Heading]:
    """The headings of a document."""
    return list(_headings(_tree(document)).values())


def links(document: str) -> list[str]:
    """The addresses that a document links or shows."""
    return [_address(each) for each in _tree(document).walk() if each.type in {"link", "image"}]


def blocks(document: str) -> list[Block]:
    """The blocks of code of a document."""
    return [_block(each) for each in _tree(document).walk() if each.type == "fence"]


def running_text(document: str) -> str:
    """The words of a document without its tables and its code."""
    parts = (part for part in _tree(document).children if part.type != "table")
    return "\n".join(_words(each) for part in parts for each in part.walk() if each.type == "inline")


class _Article:
    """Makes the HTML of one document, from its beginning to its end."""

    def __init__(self, document: str, link: Callable[[str], str], beside: Callable[[Block], str]) -> None:
        self._link, self._beside = link, beside
        self._tree = _tree(document)
        self._headings = _headings(self._tree)
        self._here, self._said = "", Counter[str]()

    def html(self) -> str:
        """All of it."""
        parts = [""]
        for node in self._tree.children:
            level = self._headings[node].level if node.type == "heading" else None
            if level == _SECTION:
                parts.append("")
            shown = self._html(node)
            parts[-1] += "" if level == _TITLE else shown
        first, *sections = parts
        contents = self._contents() if len(sections) >= _CONTENTS else ""
        return element("div", contents, first, *(element("section", each) for each in sections), class_="guide")

    def _contents(self) -> str:
        entries = (
            element("li", element("a", text(each.words), href=f"#{each.id}"))
            for each in self._headings.values()
            if each.level == _SECTION
        )
        title, name = "On this page", "on_this_page"
        inner = element("div", element("p", title, id=name), element("ul", *entries))
        return element("nav", inner, class_="contents", aria_labelledby=name)

    def _all(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        return "".join(map(self._html, nodes))

    def _html(self, node: SyntaxTreeNode) -> str:
        """The HTML of a part of the document."""
        make = _KINDS.get(node.type)
        if make is not None:
            return make(self, node)
        inner = self._all(node.children)
        return inner if node.type not in _TAGS or node.hidden else element(_TAGS[node.type], inner)

    def ordered(self, node: SyntaxTreeNode) -> str:
        """A list with numbers."""
        start = node.attrs.get("start")
        return element("ol", self._all(node.children), start=start if start is None else str(start))

    def heading(self, node: SyntaxTreeNode) -> str:
        """A heading, after which what follows is named."""
        heading = self._headings[node]
        self._here = heading.words
        return element(node.tag, self._all(node.children), id=heading.id)

    def linked(self, node: SyntaxTreeNode) -> str:
        """A link; a picture is one, too: a page asks for nothing that does not lie beside it."""
        address = self._link(_address(node))
        inner = text(node.content) if node.type == "image" else self._all(node.children)
        return element("a", inner, href=address, rel="external noreferrer" if "://" in address else None)

    def code(self, node: SyntaxTreeNode) -> str:
        """A block of code, and what stands beside it."""
        block = _block(node)
        words = self._named(f"{self._here}: code")
        shown = copied(f"code_{self._said.total()}", words, _marked(block))
        beside = self._beside(block)
        return element("div", shown, beside, class_="beside") if beside else shown

    def table(self, node: SyntaxTreeNode) -> str:
        """A table."""
        (heads,), *bodies = (part.children for part in node.children)
        rows = [[self._all(cell.children) for cell in row.children] for rows in bodies for row in rows]
        numbers = [at for at, cell in enumerate(heads.children) if "right" in str(cell.attrs.get("style"))]
        return table(self._named(self._here), [self._all(cell.children) for cell in heads.children], rows, numbers)

    def _named(self, words: str) -> str:
        """What a screen reader says of a part; no two have the same name."""
        self._said[words] += 1
        return words if self._said[words] == 1 else f"{words} {self._said[words]}"


_KINDS: Final[Mapping[str, Callable[[_Article, SyntaxTreeNode], str]]] = {
    "code_block": _Article.code,
    "code_inline": lambda _, node: element("code", text(node.content)),
    "fence": _Article.code,
    "hardbreak": lambda *_: void("br"),
    "heading": _Article.heading,
    "hr": lambda *_: void("hr"),
    "html_block": lambda _, node: text(_COMMENT.sub("", node.content).strip()),
    "html_inline": lambda _, node: text(_COMMENT.sub("", node.content)),
    "image": _Article.linked,
    "link": _Article.linked,
    "ordered_list": _Article.ordered,
    "softbreak": lambda *_: "\n",
    "table": _Article.table,
    "text": lambda _, node: text(node.content),
}
"""The HTML of parts of a document that is more than an element around what they hold."""


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _tree(document: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_parser().parse(document))


def _headings(tree: SyntaxTreeNode) -> dict[SyntaxTreeNode, Heading]:
    """The headings by where they stand; one with the words of another has a number in its id."""
    found: dict[SyntaxTreeNode, Heading] = {}
    before = Counter[str]()
    for node in tree.walk():
        if node.type == "heading":
            words = _words(node)
            name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            found[node] = Heading(int(node.tag[1:]), f"{name}-{before[name]}" if before[name] else name, words)
            before[name] += 1
    return found


def _address(node: SyntaxTreeNode) -> str:
    """What a link leads to, or where a picture is."""
    return str(node.attrs["href" if node.type == "link" else "src"])


def _words(node: SyntaxTreeNode) -> str:
    """The words of a part, without markup."""
    return "".join(_spelled(node))


def _spelled(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in {"text", "code_inline", "image"}:
        yield node.content
    elif node.type in {"softbreak", "hardbreak"}:
        yield " "
    else:
        for each in node.children:
            yield from _spelled(each)


def _block(node: SyntaxTreeNode) -> Block:
    begin, _ = node.map or (0, 0)
    language = node.info.split()[0] if node.info.split() else ""
    return Block(language, node.content, begin + (2 if node.type == "fence" else 1))


def _marked(block: Block) -> str:
    """Code in which some things stand out."""
    pattern = _PARTS.get(block.language)
    if pattern is None:
        return text(block.text)
    found, last = [], 0
    for match in pattern.finditer(block.text):
        kind = match.lastgroup or ""
        found += [text(block.text[last : match.start()]), element("span", text(match[kind]), class_=kind)]
        last = match.end()
    return "".join([*found, text(block.text[last:])])
