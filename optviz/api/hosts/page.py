"""A page of HTML that holds the interactive page of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.api.hosts.base import Host
from optviz.api.markup import address, tag, text

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure
    from optviz.scenario import Output

_FORMAT: Final = "page"
_HEIGHT: Final = "940"
"""Pixels, in which most pages fit at 900 pixels of width; what does not is scrolled."""


class Page(Host):
    """A frame with the interactive page, which may run its own script and nothing else, and a link to it.

    It is dark where the reader's system is, and loads when it comes near to view. Nothing in it needs a style of the
    page around it.
    """

    name = "page"
    title = "an interactive page in a frame"

    @classmethod
    def formats(cls, output: Output) -> tuple[str, ...]:
        """The page alone, which has its own still."""
        del output
        return (_FORMAT,)

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        del figure
        return "a strict content security policy has to allow frame-src 'self'"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        url, title = address(figure.files.still.address), figure.scenario.title or figure.scenario.surface.title
        options = {
            "title": figure.alt,
            "width": "100%",
            "height": _HEIGHT,
            "loading": "lazy",
            "sandbox": "allow-scripts",
        }
        frame = f"{tag('iframe', src=url, **options, frameborder='0')}</iframe>"
        link = f"<p>{tag('a', href=url)}{text(title)}: the interactive page</a></p>"
        return f"{tag('figure', class_='optviz')}\n  {frame}\n  {link}\n</figure>\n"
