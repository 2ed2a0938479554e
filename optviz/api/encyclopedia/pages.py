"""What the pages of entries say and show: one function for each kind of entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.api.encyclopedia.anatomies import anatomy
from optviz.api.encyclopedia.guides import content
from optviz.api.encyclopedia.optimizer import optimizer_page
from optviz.api.encyclopedia.pictures import stem_of
from optviz.api.encyclopedia.sections import forms_of, parameters_of, rule_of, source_of
from optviz.api.encyclopedia.surface import surface_page
from optviz.optimizers import OPTIMIZERS
from optviz.parameters.sentences import sentence
from optviz.parsing.flow import flow
from optviz.site.curve import curve, scatter
from optviz.site.docstring import docstring
from optviz.site.document import INDEX
from optviz.site.elements import definitions, element, prose, section, text
from optviz.site.search import address_of
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.api.catalogues import Description
    from optviz.api.encyclopedia.pictures import Drawn
    from optviz.api.ingredients import Link
    from optviz.site.docstring import Docstring

_SHARED: Final = ("surface", "guide")
"""Kinds whose entries have names that others have, too."""
_MANY: Final = 24
"""Scenarios that are named; of more it says how many."""


def lead(entry: Description) -> str:
    """What an entry is, in a sentence without its name."""
    begin, colon, rest = entry.summary.partition(": ")
    names = {name.lower() for name in (entry.title, entry.title.partition(" (")[0])}
    return sentence(rest if colon and begin.lower() in names else entry.summary)


def body(entry: Description, drawn: Drawn, scenarios: str = "", here: Mapping[str, str] | None = None) -> str:
    """The content of an entry's page, for which its pictures are drawn.

    Args: scenarios: links to a person's scenarios in the site that use it.
        here: the addresses of bundled ones that are in the site, by their names.
    """
    told = docstring(entry.text)
    make = _KINDS.get(entry.kind, _others)
    names = {name: element("code", text(name)) for name in drawn.users}
    places = here or {}
    used = ", ".join(element("a", code, href=places[name]) if name in places else code for name, code in names.items())
    show = f"optviz show {f'{entry.kind}:' if entry.kind in _SHARED else ''}{entry.name}"
    return "".join(
        [
            element("h1", text(entry.title)),
            element("p", prose(lead(entry)), class_="lead"),
            *make(entry, told, drawn),
            section("In scenarios of this site", scenarios),
            section("In bundled scenarios", element("p", used)) if used else "",
            element("p", "In a terminal: ", element("code", text(show)), class_="small quiet terminal"),
        ]
    )


def links(entry: Description, scenarios: Sequence[Link], home: str) -> str:
    """Links to scenarios that use an entry; where there are many, to a list of all that do.

    Args: home: the way to the site's folder.
    """
    items = [element("a", text(title), href=f"{home}{place}") for title, place in scenarios[:_MANY]]
    if more := len(scenarios) - len(items):
        items.append(element("a", f"{more} more", href=f"{home}{INDEX}{address_of(entry.kind, entry.name)}"))
    return element("ul", *(element("li", each) for each in items), class_="tags") if items else ""


def _schedule(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    del drawn
    from optviz.schedules import SCHEDULES, Reactive, schedule

    steps, shown = 100, SCHEDULES[entry.name].shown
    found = schedule(entry.name, **shown).bind(steps)
    values = []
    for step in range(1, steps + 1):
        values.append(found(step))
        found = found.observed(1.0) if isinstance(found, Reactive) else found
    stays = " where no value is better than the first" if isinstance(found, Reactive) else ""
    line = curve(values, f"The values of {entry.title} in {steps} steps")
    said = element("code", text(flow({"schedule": entry.name, **shown})))
    aliases = ", ".join(f"{theirs} for {ours}" for theirs, ours in entry.facts.get("aliases", {}).items())
    figure = element("figure", line, element("figcaption", element("p", said, f" in {steps} steps{stays}")))
    return [
        rule_of(told, [each["name"] for each in entry.parameters]),
        element("section", figure),
        section("Parameters", parameters_of(entry, told)),
        forms_of(entry, told),
        section("Other spellings", element("p", text(aliases)) if aliases else ""),
        source_of(told),
    ]


def _start(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    del drawn
    from optviz.starts import STARTS

    box = ((-3.0, 3.0), (-3.0, 3.0))
    rule = STARTS[entry.name]()
    dots = scatter(rule.points(0, box), box, f"{rule.words} within -3 and 3")
    return [
        rule_of(told, [each["name"] for each in entry.parameters]),
        element("section", element("figure", dots, element("figcaption", text(f"{rule.words}, within −3 and 3")))),
        section("Parameters", parameters_of(entry, told)),
        forms_of(entry, told),
        source_of(told),
    ]


def _view(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    from optviz.api.compare import compare

    if VIEWS[entry.name].needs_anatomy and (added := anatomy(OPTIMIZERS["adam"])):
        scenario = added.scenario
    else:
        scenario = compare(
            "beale",
            ["sgd:lr=0.02", "momentum:lr=0.003", "adam:lr=0.2"],
            start=(0.7, 1.4),
            bounds=(-0.4, 4.2, -1.7, 1.9),
            steps=VIEWS[entry.name].telling_steps,
            views=[entry.name],
            size=(560, 380),
            scale=2,
        ).scenario
    picture = drawn.still(scenario, stem_of(entry.name), f"The view {entry.name}")
    return [
        *(element("p", prose(words)) for words in told.remarks),
        element("section", element("div", element("figure", picture), class_="pictures")),
        section("Options", parameters_of(entry, told)),
    ]


def _guide(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    del told
    return [content(entry, drawn)]


def _others(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    del drawn
    facts = definitions((sentence(name), text(_words(value))) for name, value in entry.facts.items())
    return [
        *(element("p", prose(words)) for words in told.remarks),
        section("Facts", facts),
        section("Parameters", parameters_of(entry, told)),
    ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


_KINDS: Final[dict[str, Callable[[Description, Docstring, Drawn], list[str]]]] = {
    "optimizer": optimizer_page,
    "surface": surface_page,
    "schedule": _schedule,
    "start": _start,
    "view": _view,
    "guide": _guide,
}
