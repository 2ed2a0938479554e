"""Lists of entries, which a reader searches: one for each catalogue, and one of all that have pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from optviz.api.encyclopedia.pages import lead
from optviz.api.encyclopedia.pictures import PORTRAIT, image, stem_of
from optviz.parsing.flow import flow
from optviz.site.elements import element, prose, section, table, text
from optviz.site.search import Kind, of, search, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.api.catalogues import Description

PAGES: Final = ("guides", "optimizers", "surfaces", "schedules", "starts", "views", "formats")
"""The catalogues whose entries have pages."""
TABLES: Final = ("functions", "keys", "hosts", "themes")
"""Those that are a table each."""
TITLES: Final = {
    "guides": "Guides",
    "optimizers": "Optimizers",
    "surfaces": "Surfaces",
    "schedules": "Schedules",
    "starts": "Starts",
    "views": "Views",
    "formats": "Formats",
    "functions": "Functions",
    "keys": "Keys",
    "hosts": "Hosts",
    "themes": "Themes",
}
_ABOUT: Final = {
    "guides": "How to say what is drawn, how it looks, and where it goes.",
    "optimizers": "Update rules: each with its mathematics, its source, and how it walks beside gradient descent.",
    "surfaces": "Functions of two variables to walk on: each with its formula, its picture and where it is lowest.",
    "schedules": "Hyper-parameters that change from step to step: each with its formula and its curve.",
    "starts": "Rules by which many runs begin.",
    "views": "Panels of a figure.",
    "formats": "What an animation is written in.",
    "functions": "What a formula of a scenario may use beside x, y, pi, e and the signs of arithmetic.",
    "keys": "What a scenario file may say.",
    "hosts": "Where a snippet shows an animation: optviz embed --for HOST.",
    "themes": "The colours of pages, texts and surfaces.",
}
_COLUMNS: Final = {
    "functions": ("name", "written", "derivative; at kinks", "meaning"),
    "keys": ("key", "takes", "default", "meaning"),
    "hosts": ("name", "for", "what it is given"),
    "themes": ("name", "title", "colours"),
}
_NARROW: Final = 3
_UNGROUPED: Final = "More"
WELCOME: Final = (
    "One small YAML file becomes an animation that compares optimizers on a surface. Here is how, and all there is to "
    "choose from: every optimizer, surface and schedule, with its mathematics and what it looks like."
)


def of_catalogue(catalogue: str, found: Mapping[str, Description]) -> str:
    """The content of a catalogue's list."""
    heading = element("h1", TITLES[catalogue]) + element("p", text(_ABOUT[catalogue]), class_="lead")
    if catalogue in TABLES:
        wide = len(_COLUMNS[catalogue]) > _NARROW
        rows = (
            [
                element("code", text(each.name)),
                text(each.title),
                *([element("code", text(_extra(each)))] if wide else []),
                prose(each.summary),
            ]
            for each in found.values()
        )
        others = (
            element(
                "li",
                element("a", TITLES[name], href=f"{name}.html", aria_current="page" if name == catalogue else None),
            )
            for name in TABLES
        )
        nav = element("nav", element("ul", *others, class_="tags"), aria_label="Reference")
        return heading + nav + element("section", table(TITLES[catalogue], _COLUMNS[catalogue], rows))
    tags = Counter(tag for each in found.values() for tag in each.facts.get("tags", ()))
    kind = Kind("tag", "Tags", [(tag, tag, tags[tag]) for tag in sorted(tags)], several=True)
    return heading + search([kind]) + _grouped(catalogue, found) + _whole(found)


def of_all(catalogues: Mapping[str, Mapping[str, Description]], title: str) -> str:
    """The content of the first page, which is also for who has never seen it: every entry that has a page."""
    shown = {name: catalogues[name] for name in PAGES if name in catalogues}
    groups = (
        section(
            TITLES[name],
            element("p", text(_ABOUT[name]), class_="quiet"),
            cards(name, found, place=f"{name}/", pictures=False),
            class_="group",
        )
        for name, found in shown.items()
    )
    heading = element("h1", text(title)) + element("p", text(WELCOME), class_="lead")
    return heading + search() + "".join(groups) + _whole(*shown.values())


def _grouped(catalogue: str, found: Mapping[str, Description]) -> str:
    """The entries of a catalogue, in sections where they belong to groups."""
    groups: dict[str, dict[str, Description]] = {}
    for name, entry in found.items():
        groups.setdefault(entry.facts.get("group", ""), {})[name] = entry
    if groups.keys() <= {""}:
        return cards(catalogue, found)
    return "".join(
        section(group or _UNGROUPED, cards(catalogue, entries, pictures=False), class_="group")
        for group, entries in groups.items()
    )


def _whole(*catalogues: Mapping[str, Description]) -> str:
    """The texts of guides, for the script that searches them; of others it searches what cards show."""
    found = [entry.text if entry.kind == "guide" else "" for each in catalogues for entry in each.values()]
    return texts(found) if any(found) else ""


def cards(catalogue: str, found: Mapping[str, Description], place: str = "", *, pictures: bool = True) -> str:
    """Entries, each with its name, what it is, and the picture of a surface."""
    items = []
    for entry in found.values():
        shown = ""
        if pictures and catalogue == "surfaces" and not any(each["required"] for each in entry.parameters):
            shown = image(f"{place}{stem_of(entry.name)}-contour", PORTRAIT, "")
        link = element("a", text(entry.title), href=f"{place}{stem_of(entry.name)}.html")
        name = element("p", element("span", text(entry.name), class_="name"))
        words = element("p", prose(lead(entry)))
        about = " ".join(of("tag", tag) for tag in entry.facts.get("tags", ()))
        items.append(
            element("li", shown, element("h2" if pictures else "h3", link), words, name, class_="card", data_of=about)
        )
    return element("ul", *items, class_="cards")


def _extra(entry: Description) -> str:
    """A function's derivative, or a key's default; keys inside a mapping have their own."""
    facts = entry.facts
    if entry.kind == "function":
        return "; ".join(filter(None, (facts.get("derivative", ""), facts.get("kinks", ""))))
    default = facts["default"]
    return "" if isinstance(default, dict) or default in (None, "") else flow(default)
