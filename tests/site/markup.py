"""Reads HTML as a browser does not: strictly."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "img", "source", "input", "br", "link"}


class Document(HTMLParser):
    """What stands in a document: every element is closed where it has to be.

    Attributes: elements: name and attributes of each, in order.  scripts: what runs.  styles: what dresses it.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts, self.styles = list[str](), list[str]()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"{tag} says twice: {names}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts.append(data)
        if self._open and self._open[-1] == "style":
            self.styles.append(data)

    def all(self, *names: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of some names."""
        return [attributes for name, attributes in self.elements if name in names]

    @property
    def asked(self) -> list[str]:
        """What a browser asks for by itself."""
        keys = ("src", "srcset", "poster", "data", "background")
        found = [value for name, each in self.elements for key, value in each.items() if key in keys and value]
        return found + [each["href"] or "" for each in self.all("link", "use", "image", "base")]
