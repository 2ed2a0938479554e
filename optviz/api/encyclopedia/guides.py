"""What the page of a guide says: its text, in which a scenario stands beside what it draws."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from optviz.api.descriptions import caption
from optviz.api.encyclopedia.pictures import moving, small, stem_of
from optviz.api.packages import repository
from optviz.errors import MissingToolError
from optviz.guides import named
from optviz.scenario import parse
from optviz.site.elements import element, text
from optviz.site.markdown import article

if TYPE_CHECKING:
    from optviz.api.catalogues import Description
    from optviz.api.encyclopedia.pictures import Drawn
    from optviz.site.markdown import Block

_FOLDER: Final = "optviz/guides"
"""Where guides stand in the repository."""
_INDEX: Final = "README"
_SUFFIX: Final = ".md"
_SCENARIOS: Final = "yaml"
_NARROW, _WIDE = (520, 350), (920, 400)
"""Sizes of animations: of one panel, beside its scenario, and of several, below it."""


def content(entry: Description, drawn: Drawn) -> str:
    """A guide's text as HTML.

    Raises: InvalidScenarioError with the guide's lines where one of its scenarios is wrong.
    """
    films = 0

    def beside(block: Block) -> str:
        nonlocal films
        if block.language != _SCENARIOS or named(block.text):
            return ""
        films += 1
        # Messages name the lines of the guide.
        lines = "\n" * (block.line - 1)
        scenario = parse(lines + block.text, f"{entry.name}{_SUFFIX}")
        several = len(scenario.views) * len(scenario.cells) > 1
        shown = small(scenario, _WIDE if several else _NARROW, scale=2)
        try:
            film = drawn.film(shown, f"{stem_of(entry.name)}-{films}", caption(scenario))
        except MissingToolError as error:
            return element("p", text(f"There is no animation: {error}."), class_="quiet")
        return moving(film, class_="several" if several else "")

    return article(entry.text, address, beside)


def address(written: str) -> str:
    """Where a link of a guide leads on the site: to a page of its own, or to the repository."""
    place, mark, part = written.partition("#")
    if "://" in place or not place:
        return written
    path = posixpath.normpath(posixpath.join(_FOLDER, place))
    folder, name = posixpath.split(path)
    if folder == _FOLDER and name.endswith(_SUFFIX):
        stem = name.removesuffix(_SUFFIX)
        return f"{'index' if stem == _INDEX else stem_of(stem)}.html{mark}{part}"
    return f"{repository()}/blob/main/{path}{mark}{part}"
