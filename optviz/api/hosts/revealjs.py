"""A slide of reveal.js."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from optviz.api.hosts.base import Host
from optviz.api.hosts.html import picture, policy, script, sources, track
from optviz.api.markup import address, tag, text

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure


class Revealjs(Host):
    """A video that plays once when its slide appears, and then holds; for the content of a section.

    Where it has notes, it holds as soon as one has appeared; each of its fragments, which are not seen themselves, has
    it play on to the next one, and the last one to its end. Where motion is unwanted it waits, showing the last frame,
    or leaps from note to note. The result in words is for the speaker's notes.
    """

    name = "revealjs"
    title = "a slide of reveal.js"
    videos = True
    captions = True

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
    stops = _stops(figure)
    moments = {"data_moments": " ".join(stops)} if stops else {}
    video = tag("video", **size, preload="auto", **options, **moments, aria_label=figure.alt)
    # What a video holds besides its files is not seen, but found by reveal.js.
    fragments = [f"  {tag('span', class_='fragment')}</span>" for _ in stops]
    end = f"</video>{script('slide.js')}\n"
    return "\n".join((video, *sources(figure.files), *track(figure.files), *fragments, end))


def _stops(figure: Figure) -> list[str]:
    """The seconds at which a note has appeared, each in the middle of a frame."""
    half = Fraction(1, 2 * figure.scenario.output.fps)
    times = sorted({each.full + half for each in figure.moments})
    return [f"{float(time):.3f}" for time in times]
