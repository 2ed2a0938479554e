"""A site by Hugo: the figure of a page, in which no text is a shortcode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.html import Html

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Hugo(Html):
    """The figure of a page; Hugo leaves HTML out unless it is told to keep it."""

    name = "hugo"
    title = "a site by Hugo"

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        return f"Hugo keeps HTML with markup.goldmark.renderer.unsafe = true only; {super().needs(figure)}"
