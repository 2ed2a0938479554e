"""A document by Sphinx, in reStructuredText."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

from optviz.api.hosts.html import Html, figure_element
from optviz.api.markup import address, restructured

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Sphinx(Html):
    """The figure of a page, and the last frame in other documents."""

    name = "sphinx"
    title = "a document by Sphinx"

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        return f"Sphinx copies files of HTML from a folder in html_static_path only; {super().needs(figure)}"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        still = f".. figure:: {address(figure.files.still.address)}\n   :alt: {figure.alt}\n"
        caption = f"\n   {restructured(figure.caption)}\n" if figure.caption else ""
        page = f".. raw:: html\n\n{indent(figure_element(figure), '   ')}"
        return f".. only:: html\n\n{indent(page, '   ')}\n.. only:: not html\n\n{indent(still + caption, '   ')}"
