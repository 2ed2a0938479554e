"""A site by MkDocs or another follower of Python-Markdown: the figure of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.html import Html

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Mkdocs(Html):
    """The figure of a page; MkDocs leaves addresses in HTML as they are."""

    name = "mkdocs"
    title = "a site by MkDocs"

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        return f"MkDocs does not adapt addresses in HTML: give them with --base-url; {super().needs(figure)}"
