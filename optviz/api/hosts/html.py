"""A page of HTML: a figure with a video that can be paused."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from optviz.api.hosts.base import Host
from optviz.api.markup import address, tag, text, track_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.api.hosts.base import Figure, Files

_DARK: Final = "(prefers-color-scheme: dark)"
_LESS: Final = "(prefers-reduced-motion: reduce)"


class Html(Host):
    """A figure with a video, a button that pauses it, a caption and the result in words.

    Without scripts the video has its own controls, and waits. It begins by itself where it comes into view, but not for
    readers who asked their system for less motion. It is dark where the page is. Style and script hold the same text
    in every figure, whose hashes a content security policy may name; without them the figure is as without scripts.
    """

    name = "html"
    title = "a page of HTML"
    both_themes = True
    videos = True
    captions = True

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """See Host."""
        own = ["figure.css", *(["figure.js"] if figure.files.videos else [])]
        return f"a strict content security policy has to allow {policy(*own)}"

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        return figure_element(figure)


def figure_element(figure: Figure) -> str:
    """The figure as HTML without an empty line, which in Markdown would end it."""
    shown = [*_video(figure), _style(), script("figure.js")] if figure.files.videos else [picture(figure), _style()]
    lines = [tag("figure", class_="optviz"), *shown, *_caption(figure)]
    return "\n  ".join(lines) + "\n</figure>\n"


def picture(figure: Figure, *, height: bool = True) -> str:
    """An image; where it moves, its still for those who want less motion; each as light or dark as the reader likes.

    Args: height: whether the height is stated; where a page has no style for it, a narrow column would distort it.
    """
    size = {"width": figure.width, **({"height": figure.height} if height else {})}
    image = tag("img", src=address(figure.files.image.address), **size, alt=figure.alt, loading="lazy")
    sources = [tag("source", media=media, srcset=address(url)) for media, url in _media(figure)]
    return f"<picture>{''.join(sources)}{image}</picture>" if sources else image


def _media(figure: Figure) -> Iterator[tuple[str, str]]:
    """What is shown in place of the image, and when; the first that fits counts."""
    light, dark = figure.files, figure.dark
    moves = bool(light.pictures)
    if dark and moves:
        yield f"{_DARK} and {_LESS}", dark.still.address
    if moves:
        yield _LESS, light.still.address
    if dark:
        yield _DARK, dark.image.address


def _video(figure: Figure) -> Iterator[str]:
    light, dark = figure.files, figure.dark
    loop = ["loop"] if figure.scenario.output.loop == 0 else []
    options = dict.fromkeys((*loop, "muted", "playsinline", "controls"))
    posters = {"poster": address(light.still.address), **({"data_dark": address(dark.still.address)} if dark else {})}
    size = {"width": figure.width, "height": figure.height}
    yield tag("video", **size, **posters, preload="none", **options, aria_label=figure.alt)
    yield from sources(dark, media=_DARK) if dark else ()
    yield from sources(light)
    yield from track(light)
    yield f"  {tag('a', href=address(light.videos[-1].address))}{text(figure.alt)}</a>"
    yield "</video>"
    yield f"{tag('button', type='button', hidden=None)}Pause</button>"


def sources(files: Files, **attributes: str) -> Iterator[str]:
    """The videos of a theme, one of which a browser takes."""
    for each in files.videos:
        yield f"  {tag('source', src=address(each.address), type=each.mime, **attributes)}"


def track(files: Files) -> Iterator[str]:
    """The captions of the videos, which a reader may switch on: what they say stands in the picture as well."""
    if files.captions:
        yield f"  {track_of(address(files.captions.address))}"


def _caption(figure: Figure) -> list[str]:
    result = f"<details><summary>The result in words</summary>{text(figure.result)}</details>"
    content = f"{text(figure.caption)}{result if figure.result else ''}"
    return [f"<figcaption>{content}</figcaption>"] if content else []


def _style() -> str:
    return f"<style>{content('figure.css')}</style>"


def script(name: str) -> str:
    """A file beside this module as a script."""
    return f"<script>{content(name)}</script>"


@cache
def content(name: str) -> str:
    """A file beside this module on one line, without what is for those who read it."""
    lines = (line.strip() for line in (files(__package__) / name).read_text(encoding="utf-8").splitlines())
    return " ".join(line for line in lines if line and not line.startswith("//"))


def policy(*names: str) -> str:
    """What a strict content security policy has to allow for files beside this module."""
    kinds = {"js": "script-src", "css": "style-src"}
    return "; ".join(f"{kinds[name.rpartition('.')[2]]} '{_hash(name)}'" for name in names)


def _hash(name: str) -> str:
    digest = hashlib.sha256(content(name).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
