"""Scenarios in Markdown, where Python-Markdown makes the page: a formatter of fences for pymdownx.superfences.

    fence = {"name": "optviz", "class": "optviz", "format": Figures("public/figures", "/figures")}
    extensions = {"pymdownx.superfences": {"custom_fences": [fence]}}
    markdown.markdown(text, extensions=[*extensions], extension_configs=extensions)

For MkDocs, the plugin of optviz.mkdocs does all of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pymdownx.superfences import SuperFencesException

from optviz.api.documents import fence_in
from optviz.errors import OptvizError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown

    from optviz.api.documents import Snippet


class FigureError(SuperFencesException):
    """A figure that cannot be made; it ends the conversion."""


@dataclass(frozen=True)
class Figures:
    """Puts figures in the place of fences.

    Args: folder: where their files go, which the site serves.  base_url: what their addresses begin with.
        document: the file that is converted, in whose folder those are that a fence names; messages name its lines.
            The current folder and the text that is converted, if left out.
    """

    folder: str | Path
    base_url: str
    document: str | Path = "<markdown>"

    def __call__(
        self,
        source: str,
        language: str,
        css_class: str,
        options: Mapping[str, Any],
        md: Markdown,
        **attributes: Any,
    ) -> str:
        """What shows a fence, as superfences asks for it.

        Args: source: what stands in the fence.  md: what converts the document.
        Raises: FigureError where it cannot be made.
        """
        del language, css_class, options, attributes
        return self.snippet(source, "\n".join(md.lines)).text

    def snippet(self, source: str, text: str) -> Snippet:
        """The same with the files that it needs.

        Args: text: the document's, where it is no file.
        """
        document = Path(self.document)
        if document.is_file():
            text = document.read_text(encoding="utf-8")
        try:
            return fence_in(document, text, source).snippet(Path(self.folder), self.base_url)
        except OptvizError as error:
            raise FigureError(str(error)) from error
