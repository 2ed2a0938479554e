"""PDF: one page of lines, areas and letters, for papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from optviz.cost import Cost
from optviz.encoders.base import VectorFormat

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.encoders.base import Frames

_MARK: Final = re.compile(rb"\n%([ -~]*)\nstartxref\n\d+\n%%EOF\s*\Z")
_END: Final = 512
"""Bytes in which a comment of ours stands: behind everything but the address of the table of contents."""


class Pdf(VectorFormat):
    """The last step as a PDF, its letters with their fonts in it; the mesh of a landscape is a picture in it.

    Its page has the size of the layout at the layout's own resolution, whatever the scale, which only makes pictures in
    it finer.
    """

    name = "pdf"
    title = "PDF"
    mime = "application/pdf"
    suffixes = (".pdf",)
    still = True

    @classmethod
    def marked(cls, document: bytes, comment: str) -> bytes:
        """The document with a comment near its end; see VectorFormat.marked."""
        content, word, address = document.rpartition(b"startxref\n")
        return b"%s%%%s\n%s%s" % (content, comment.encode("ascii"), word, address) if comment else document

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Format.comment_of."""
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - _END))
            found = _MARK.search(file.read(_END))
        return found[1].decode("ascii") if found else ""

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of one drawing, with pictures twice as fine as the layout in it, and of fonts."""
        return Cost(0.6 + 1e-6 * animation.pixels, 60 * animation.pixels)
