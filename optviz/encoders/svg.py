"""SVG: lines, areas and letters that stay sharp at any size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from optviz.cost import Cost
from optviz.encoders.base import Frames, VectorFormat

if TYPE_CHECKING:
    from pathlib import Path

_MARK: Final = re.compile(rb"<!--([ -~]*?)-->\n<svg ")
_START: Final = 512
"""Bytes in which a comment of ours ends: it stands before the picture."""


class Svg(VectorFormat):
    """An animation as an SVG without scripts or fonts, which a style sheet within it moves; no camera moves in it.

    It shows the last frame to readers who want less motion, and to programs that know no style sheets; made in the
    light theme it is dark where its reader's page is. A still picture has no style sheet at all. The mesh of a
    landscape is a picture in it. Its width and height are those of the layout, whatever the scale, which only makes
    pictures in it finer.
    """

    name = "svg"
    title = "SVG"
    mime = "image/svg+xml"
    suffixes = (".svg",)

    @classmethod
    def marked(cls, document: bytes, comment: str) -> bytes:
        """The document after a comment; see VectorFormat.marked."""
        return b"<!--%s-->\n%s" % (comment.encode("ascii"), document) if comment else document

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Format.comment_of."""
        with path.open("rb") as file:
            found = _MARK.match(file.read(_START))
        return found[1].decode("ascii") if found else ""

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of a drawing in two themes, with pictures twice as fine as the layout in it, and what moves in it."""
        return Cost(0.4 + 2e-6 * animation.pixels + 2e-3 * animation.drawn, 80 * animation.pixels)
