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
    """The last step as an SVG, without scripts, styles or fonts; the mesh of a landscape is a picture in it.

    Its width and height are those of the layout, whatever the scale, which only makes pictures in it finer.
    """

    name = "svg"
    title = "SVG"
    mime = "image/svg+xml"
    suffixes = (".svg",)
    still = True

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
        """That of one drawing, with pictures twice as fine as the layout in it."""
        return Cost(0.3 + 1e-6 * animation.pixels, 60 * animation.pixels)
