"""A document by Quarto, which becomes a page as well as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.html import Html, figure_element
from optviz.api.markup import address, markdown, text

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Quarto(Html):
    """The figure of a page, and the last frame where nothing moves: a GIF would stop a PDF."""

    name = "quarto"
    title = "a document by Quarto"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        still = address(figure.files.still.address)
        alt = text(figure.alt).replace("\\", "&#92;")
        image = f'![{markdown(figure.caption)}]({still}){{fig-alt="{alt}"}}'
        page = f"```{{=html}}\n{figure_element(figure)}```"
        return "\n\n".join((_when("when", page), _when("unless", image))) + "\n"


def _when(word: str, content: str) -> str:
    """Content for pages, or for all else."""
    return f'::: {{.content-visible {word}-format="html"}}\n{content}\n:::'
