"""The page of one scenario: what answers, its results, its text, and what a reader takes along."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from optviz.api.exhibits.cards import screen
from optviz.api.exhibits.exhibit import address
from optviz.api.hosts import HOSTS
from optviz.api.ingredients import ingredients
from optviz.api.results import HEADINGS, Result, in_words
from optviz.files import file_size
from optviz.site.document import INDEX
from optviz.site.elements import copied, definitions, element, section, table, text
from optviz.site.search import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from optviz.api.exhibits.exhibit import Exhibit, Site
    from optviz.api.exhibits.parts import Facts
    from optviz.api.ingredients import Ingredient, Link
    from optviz.scenario import Scenario

_MOST: Final = 200
"""Rows of the table of results that are shown."""
_HIGH, _HIGHEST, _LINE, _BAR = 850, 1400, 20, 52
"""Pixels: of an interactive page with few runs and no words, of the highest frame, of a line, of a row of controls."""
_COLUMNS: Final = 75
"""Letters of a line of its description."""
_ROWS: Final = 7
"""Runs that fit beside its curves."""


def of_one(exhibit: Exhibit, facts: Facts, site: Site, neighbours: Sequence[Exhibit | None]) -> str:
    """The content of the page.

    Args: neighbours: the scenarios before and after it.
    """
    list_ = f"{exhibit.home}{INDEX}"
    crumb = [element("a", "Scenarios", href=list_), " / ", element("span", text(exhibit.scenario.name), class_="name")]
    folder = site.folder / exhibit.folder
    return "".join(
        [
            element("p", *crumb, class_="crumb"),
            element("h1", text(exhibit.title)),
            element("p", text(exhibit.words), class_="lead") if exhibit.words else "",
            _values(exhibit, list_),
            _answers(exhibit, facts),
            section("Results", _results(exhibit, facts)),
            section("In the encyclopedia", _entries(exhibit, site.entries)),
            section("Downloads", _downloads(exhibit, folder)),
            section("Scenario", copied("yaml", "The scenario", text(exhibit.text))),
            section("Snippet for a page", _snippet(exhibit, facts, site.base)),
            _turns(exhibit, neighbours),
        ]
    )


def _values(exhibit: Exhibit, list_: str) -> str:
    """What it is found by, each as a link to all that have it."""
    found = [("surface", name, title) for name, title in exhibit.surfaces.items()]
    found += [("optimizer", name, title) for name, title in exhibit.optimizers.items()]
    found += [("tag", tag, tag) for tag in exhibit.tags]
    items = (
        element("li", element("a", text(title), href=f"{list_}{address_of(kind, name)}")) for kind, name, title in found
    )
    return element("ul", *items, class_="tags", aria_label="More of")


def _entries(exhibit: Exhibit, entries: Mapping[Ingredient, Link]) -> str:
    """Links to the pages of what it is made of, by kind."""
    found: dict[str, list[str]] = {}
    for each in ingredients(exhibit.scenario):
        if each in entries:
            title, place = entries[each]
            found.setdefault(each[0], []).append(element("a", text(title), href=f"{exhibit.home}{place}"))
    return definitions(
        (f"{kind.capitalize()}{'s' if len(links) > 1 else ''}", ", ".join(links)) for kind, links in found.items()
    )


def _answers(exhibit: Exhibit, facts: Facts) -> str:
    """What moves: the film and a link to the interactive page, which in a wide window takes the film's place."""
    place = address(exhibit.page)
    words = f"{exhibit.title}, to be turned and gone through step by step"
    frame = element(
        "iframe",
        data_src=place,
        title=words,
        width="100%",
        height=_height(exhibit.scenario),
        sandbox="allow-scripts",
        hidden=True,
    )
    figure = exhibit.figure(facts)
    film = element("div", *screen(figure, exhibit.title), class_="film" if figure.files.videos else None)
    alone = element("a", "Open the interactive page", href=place)
    return element("div", frame, film, element("p", alone), class_="answers")


def _height(scenario: Scenario) -> int:
    """About how high the interactive page is in a wide window; where it is higher, it is scrolled."""
    words = math.ceil(len(scenario.description) / _COLUMNS)
    rows = max(len(scenario.runs) - _ROWS, 0)
    return min(_HIGH + _LINE * (words + rows) + _BAR * (len(scenario.vary) + bool(scenario.notes)), _HIGHEST)


def _results(exhibit: Exhibit, facts: Facts) -> str:
    rows = [in_words(Result(**{**row, "start": tuple(row["start"])})) for row in facts.rows]
    numbers = range(2, len(HEADINGS))
    shown = table("Results", HEADINGS, (map(text, row) for row in rows[:_MOST]), numbers)
    more = f" The first {_MOST} of {len(rows)} rows; {exhibit.results} has all." if len(rows) > _MOST else ""
    words = (
        "distance: from the end to the nearest minimizer. steps: the first from which on a minimizer is within 0.01. "
        "gradients: how many were computed."
    )
    return shown + element("p", text(words + more), class_="small quiet under")


def _downloads(exhibit: Exhibit, folder: Path) -> str:
    found = [
        *exhibit.downloads,
        ("Interactive page", exhibit.page),
        ("Scenario (YAML)", exhibit.yaml),
        ("Results (JSON)", exhibit.results),
    ]
    items = []
    for kind, name in found:
        size = file_size((folder / name).stat().st_size)
        link = element("a", text(kind), href=address(name), download=name)
        items.append(element("li", link, element("span", text(size), class_="quiet")))
    return element("ul", *items, class_="downloads")


def _snippet(exhibit: Exhibit, facts: Facts, base: str) -> str:
    """What shows the scenario in a page of HTML, as `optviz embed` gives it."""
    start = f"{base}{'' if base.endswith('/') else '/'}{exhibit.place}" if base else ""
    snippet = HOSTS["html"].snippet(exhibit.figure(facts, start))
    beside = "" if base else "It expects its files, which are among the downloads, beside the page that shows it."
    return (element("p", beside, class_="small quiet") if beside else "") + copied(
        "snippet", "The snippet", text(snippet)
    )


def _turns(exhibit: Exhibit, neighbours: Sequence[Exhibit | None]) -> str:
    if not any(neighbours):
        return ""
    before, after = (
        element("a", text(words.format(each.title)), href=f"{exhibit.home}{each.place}{INDEX}", rel=rel)
        if each
        else element("span")
        for each, words, rel in zip(neighbours, ("← {}", "{} →"), ("prev", "next"), strict=True)
    )
    return element("nav", before, after, class_="turns", aria_label="Other scenarios")
