"""A page of HTML that holds the interactive page of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.base import Host
from optviz.api.inline import PAGE
from optviz.api.markup import address, frame_of, tag, text

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure
    from optviz.scenario import Output


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
        return (PAGE,)

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        del figure
        return "a strict content security policy has to allow frame-src 'self'"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        url, title = address(figure.files.still.address), figure.scenario.title or figure.scenario.surface.title
        frame = frame_of(figure.alt, f'src="{text(url)}"')
        link = f"<p>{tag('a', href=url)}{text(title)}: the interactive page</a></p>"
        return f"{tag('figure', class_='optviz')}\n  {frame}\n  {link}\n</figure>\n"
