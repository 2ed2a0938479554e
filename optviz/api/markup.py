"""HTML, Markdown and reStructuredText of texts that may come from strangers: everything is escaped here."""

from __future__ import annotations

import re
from html import escape
from typing import Final
from urllib.parse import quote

_MARKS: Final = re.compile(r"([\\`*_\[\]<>&~|$!#{}@^'\"])")
_RESTRUCTURED: Final = re.compile(r"([\\`*_|:<>\[\]{}])")
_ADDRESS: Final = "/:~@?=&;,+%#"
_HEIGHT: Final = 940
"""Pixels, in which most interactive pages fit at 900 pixels of width; what does not is scrolled."""


def tag(name: str, **attributes: str | None) -> str:
    """An opening tag; an attribute whose value is None is written without one, and `_` in a name as `-`."""
    words = (
        key.strip("_").replace("_", "-") + ("" if value is None else f'="{text(value)}"')
        for key, value in attributes.items()
    )
    return f"<{' '.join((name, *words))}>"


def track_of(url: str) -> str:
    """The captions of a video; nobody knows in which language they are."""
    return tag("track", kind="captions", src=url, srclang="und", label="Notes")


def frame_of(title: str, source: str) -> str:
    """An interactive page in a frame, which loads when it comes near to view; it runs its own script and nothing else.

    Args: title: what is to be seen.  source: the attribute with the page or with its address, as HTML.
    """
    size = f'width="100%" height="{_HEIGHT}" frameborder="0"'
    return f'<iframe {source} title="{text(title)}" {size} loading="lazy" sandbox="allow-scripts"></iframe>'


def text(words: str) -> str:
    """Words in HTML, also where a site's templates would read braces, on one line."""
    return escape(_one_line(words)).replace("{", "&#123;").replace("}", "&#125;")


def address(url: str) -> str:
    """An address as HTML and Markdown take it."""
    return quote(url, safe=_ADDRESS)


def markdown(words: str) -> str:
    """Words in Markdown, also in pandoc's, on one line."""
    return _MARKS.sub(r"\\\1", _one_line(words))


def restructured(words: str) -> str:
    """Words in reStructuredText, on one line."""
    return _RESTRUCTURED.sub(r"\\\1", _one_line(words))


def _one_line(words: str) -> str:
    return " ".join(words.split())
