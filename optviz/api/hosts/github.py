"""A README on GitHub, which keeps pictures and strips video, style and script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.base import Host
from optviz.api.hosts.html import picture
from optviz.api.markup import markdown, text

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Github(Host):
    """A picture that follows the reader's theme and stands still for those who want less motion."""

    name = "github"
    title = "a README on GitHub"
    both_themes = True
    pictures = ("gif", "webp", "apng", "svg")
    limit = "github"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        result = f"<details><summary>The result in words</summary>{text(figure.result)}</details>"
        caption = f"*{markdown(figure.caption)}*" if figure.caption else ""
        shown = (picture(figure, height=False), caption, result if figure.result else "")
        return "\n\n".join(filter(None, shown)) + "\n"
