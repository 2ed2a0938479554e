"""WebVTT: captions, which players show with a video."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from optviz.encoders.base import CaptionFormat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from optviz.encoders.base import Caption

_MARK: Final = re.compile(rb"WEBVTT\n\nNOTE ([ -~]*)\n")
_START: Final = 512
"""Bytes in which a comment of ours ends: it stands before the captions."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Vtt(CaptionFormat):
    """The notes of an animation as captions, in step with its MP4 and WebM.

    A caption is there from the first frame in which its note is seen to the last one. Without notes there is none.

    Reference: W3C, WebVTT: The Web Video Text Tracks Format.
    """

    name = "vtt"
    title = "WebVTT"
    mime = "text/vtt"
    suffixes = (".vtt",)

    @classmethod
    def document(cls, captions: Sequence[Caption], comment: str) -> bytes:
        """A cue for each caption; see CaptionFormat.document."""
        blocks = ["WEBVTT", *([f"NOTE {comment}"] if comment else [])]
        for number, caption in enumerate(captions, start=1):
            times = f"{_clock(caption.start)} --> {_clock(caption.end)}"
            blocks.append(f"note-{number}\n{times}\n{_escaped(caption.text)}")
        return ("\n\n".join(blocks) + "\n").encode(errors="replace")

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Format.comment_of."""
        with path.open("rb") as file:
            found = _MARK.match(file.read(_START))
        return found[1].decode("ascii") if found else ""


def _clock(time: Fraction) -> str:
    """A time as hours, minutes and seconds, to the nearest millisecond."""
    seconds, milliseconds = divmod(round(time * 1000), 1000)
    minutes, seconds = divmod(seconds, 60)
    return "{:02}:{:02}:{:02}.{:03}".format(*divmod(minutes, 60), seconds, milliseconds)


def _escaped(text: str) -> str:
    """A text in which nothing is a tag, ends the cue or begins another one."""
    lines = (_CONTROL.sub(" ", line).strip() for line in text.splitlines())
    return html.escape("\n".join(filter(None, lines)), quote=False)
