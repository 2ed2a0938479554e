"""Markdown for any place, also one that shows neither HTML nor video: dev.to, Substack, Medium, npm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.base import Host
from optviz.api.markup import address
from optviz.api.markup import markdown as escaped

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Markdown(Host):
    """An image and a caption."""

    name = "markdown"
    title = "Markdown"
    limit = "devto"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        image = f"![{escaped(figure.alt)}]({address(figure.files.image.address)})\n"
        return f"{image}\n*{escaped(figure.caption)}*\n" if figure.caption else image
