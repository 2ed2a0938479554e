"""Pages of HTML: the runs themselves, which a reader may turn, scrub and compare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from optviz.cost import Cost
from optviz.encoders.base import Frames, PageFormat

if TYPE_CHECKING:
    from pathlib import Path

_HEAD: Final = b'<meta charset="utf-8">'
_MARK: Final = re.compile(
    rb'<!doctype html>\n<html lang="en"><head>%s<meta name="generator" content="([ -~]*?)">' % _HEAD
)
_START: Final = 512
"""Bytes in which a comment of ours ends: it stands before all words of others."""
_GRADES: Final = (
    "a coarser still for readers without scripts",
    "surfaces of 96 points a side instead of 128",
    "surfaces of 64 points a side instead of 128",
)


class Page(PageFormat):
    """An interactive page in one file that asks for nothing: play, scrub, turn the landscape, switch runs on and off.

    It shows a landscape, contours and the values of all runs, whatever views the scenario has, is dark where its
    reader's system is, and has a slider for each thing that varies. Without scripts it shows the last frame.
    """

    name = "page"
    title = "Page"
    mime = "text/html"
    suffixes = (".html",)
    grades = len(_GRADES)

    @classmethod
    def grade(cls, coarser: int) -> str:
        """What is given up; see Format.grade."""
        return _GRADES[coarser - 1]

    @classmethod
    def marked(cls, document: bytes, comment: str) -> bytes:
        """The document with a comment in its head; see DocumentFormat.marked."""
        made_by = b'<meta name="generator" content="%s">' % comment.encode("ascii")
        return document.replace(_HEAD, _HEAD + made_by, 1) if comment else document

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Format.comment_of."""
        with path.open("rb") as file:
            found = _MARK.match(file.read(_START))
        return found[1].decode("ascii") if found else ""

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of one frame as a still, and of sampled surfaces."""
        return Cost(0.2 + 5e-7 * animation.pixels, 60 * animation.pixels)
