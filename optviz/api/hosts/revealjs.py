"""A slide of reveal.js."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.base import Host
from optviz.api.hosts.html import picture, policy, script, sources
from optviz.api.markup import address, tag, text

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Revealjs(Host):
    """A video that plays once when its slide appears, and then holds; for the content of a section.

    Where motion is unwanted it waits, showing the last frame. The result in words is for the speaker's notes.
    """

    name = "revealjs"
    title = "a slide of reveal.js"
    videos = True

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        return f"a strict content security policy has to allow {policy('slide.js')}" if figure.files.videos else ""

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        notes = f'<aside class="notes">{text(figure.result)}</aside>\n' if figure.result else ""
        return (_video(figure) if figure.files.videos else f"{picture(figure)}\n") + notes


def _video(figure: Figure) -> str:
    size = {"width": figure.width, "height": figure.height, "poster": address(figure.files.still.address)}
    options = dict.fromkeys(("data-autoplay", "muted", "playsinline", "controls"))
    video = tag("video", **size, preload="auto", **options, aria_label=figure.alt)
    return "\n".join((video, *sources(figure.files), f"</video>{script('slide.js')}\n"))
