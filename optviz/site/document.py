"""A document of a site: what all of its pages share, with a policy that lets nothing run but what is ours."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.site.elements import element, text, void

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "optviz"
INDEX: Final = "index.html"
"""The page of a folder."""


class Page(NamedTuple):
    """One page.

    Args: title: of it alone.  body: HTML.  home: the way to the site's folder, as "../".  about: in a sentence.
        sections: the parts of the site, addresses from its folder by their names.  here: the part it is in.
        scripts: the files beside this module that run in it.  frames: whether it shows other pages of the site.
    """

    title: str
    body: str
    home: str = ""
    about: str = ""
    sections: Mapping[str, str] = {}
    here: str = ""
    scripts: tuple[str, ...] = ()
    frames: bool = False


def document(page: Page) -> bytes:
    """A whole page."""
    style, scripts = content("site.css"), [content(name) for name in page.scripts]
    allowed = ["default-src 'none'", "img-src 'self'", "media-src 'self'", f"style-src '{digest(style)}'"]
    allowed += [" ".join(["script-src", *(f"'{digest(each)}'" for each in scripts)])] if scripts else []
    allowed += ["frame-src 'self'"] if page.frames else []
    policy = "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"])
    # Like the mark of a picture, it tells without a manifest whose file this is.
    mark = f"{NAME} 1 {hashlib.sha256(page.body.encode()).hexdigest()[:16]}"
    links = [
        element(
            "li",
            element("a", text(name), href=f"{page.home}{place}", aria_current="page" if name == page.here else None),
        )
        for name, place in page.sections.items()
    ]
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        void("meta", name="generator", content=mark),
        void("meta", http_equiv="Content-Security-Policy", content=policy),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        void("meta", name="description", content=page.about) if page.about else "",
        element("title", text(page.title if page.title == NAME else f"{page.title} · {NAME}")),
        f"<style>{style}</style></head><body>",
        '<a class="skip" href="#main">Skip to the content</a>',
        '<header class="site">' + element("a", NAME, href=f"{page.home}{INDEX}", class_="brand"),
        element("nav", element("ul", *links), aria_label="Site") if links else "",
        '</header><main id="main">',
        page.body,
        "</main>",
        *(f"<script>{each}</script>" for each in scripts),
        "</body></html>\n",
    ]
    return "\n".join(filter(None, lines)).encode()


@cache
def content(name: str) -> str:
    """A file of this package's that pages hold, without what is for those who read it."""
    whole = (files("optviz.site") / "files" / name).read_text(encoding="utf-8")
    plain = re.sub(r"(?ms)^\s*/\*.*?\*/\s*$|^\s*//[^\n]*$", "", whole)
    return "\n".join(line.strip() for line in plain.splitlines() if line.strip())


def digest(words: str) -> str:
    """What a policy names a script or a style by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(words.encode()).digest()).decode('ascii')}"
