"""What the page of an optimizer says and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.api.agreement import agreements
from optviz.api.encyclopedia.anatomies import WHERE, anatomy
from optviz.api.encyclopedia.pictures import moving
from optviz.api.encyclopedia.sections import borrowed_film, forms_of, parameters_of, rule_of, source_of, yaml_of
from optviz.api.encyclopedia.showing import showings
from optviz.errors import MissingToolError, OptvizError
from optviz.optimizers import OPTIMIZERS
from optviz.parameters import parameters
from optviz.parameters.sentences import sentence
from optviz.site.elements import definitions, element, prose, section, table, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optviz.api.catalogues import Description
    from optviz.api.encyclopedia.anatomies import Anatomy
    from optviz.api.encyclopedia.pictures import Drawn
    from optviz.api.encyclopedia.showing import Rated, Showing
    from optviz.site.docstring import Docstring

_CHAOTIC: Final = 1e-5
"""Differences from here on are no rounding: the walk itself leads rounding apart."""


def optimizer_page(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    """The content of the page of an optimizer, in parts."""
    declared = OPTIMIZERS[entry.name]
    try:
        shown, why = showings(declared), ""
    except MissingToolError as error:
        shown, why = [], f"There is no animation: {error}."
    films = "".join(_film(entry, each, drawn) for each in shown)
    heading = f"Beside {shown[0].beside}" if shown else "As a scenario shows it"
    films = films or borrowed_film(entry, drawn)
    added = anatomy(declared)
    return [
        rule_of(told, list(parameters(declared))),
        section(heading, element("div", films, class_="pictures")) if films else "",
        element("p", text(why), class_="quiet") if why else "",
        section("What a step adds up", element("div", _parts(entry, added, drawn), class_="pictures")) if added else "",
        section("Parameters", parameters_of(entry, told)),
        forms_of(entry, told),
        section("Cost and memory", _cost(told, shown)),
        source_of(told, entry.facts.get("source", "")),
        section("Agreement with other libraries", _agreement(entry.name)),
        section("In other libraries", _libraries(entry.libraries)),
    ]


def _film(entry: Description, showing: Showing, drawn: Drawn) -> str:
    scenario = showing.scenario
    where = f"{scenario.surface.title}, from ({', '.join(f'{each:g}' for each in scenario.starts[0])})"
    disturbed = scenario.gradient.noise
    noise = f", with noise of standard deviation {disturbed.std:g} on every gradient" if disturbed else ""
    video = drawn.film(scenario, scenario.name, f"{entry.title} beside {showing.beside} on {where}")
    own = scenario.runs[1].label
    given = [f"{own} with {key} = {value:g}" for key, value in OPTIMIZERS[entry.name].shown_with.items()]
    rates = "; ".join(filter(None, [*given, _rate(own, showing.own), _rate(showing.beside, showing.partner)]))
    said = element("p", text(f"{where}, {scenario.steps} steps{noise}. {rates}.".replace(". .", ".")))
    return moving(video, said, yaml_of(scenario, f"The scenario on {scenario.surface.title}"))


def _parts(entry: Description, added: Anatomy, drawn: Drawn) -> str:
    scenario, first = added.scenario, ", ".join(added.parts[:-1])
    video = drawn.film(scenario, scenario.name, f"What {scenario.steps} steps of {entry.title} add up")
    rate = filter(None, [_rate(entry.title, added)])
    words = [f"{sentence(first)}, and the step that they make, in {WHERE}", *rate, "Drawn by the view"]
    said = element("p", text(". ".join(words)), " ", element("code", scenario.views[0].name), ".")
    return moving(video, said, yaml_of(scenario, "The scenario of these steps"))


def _rate(label: str, rated: Rated | Anatomy) -> str:
    if rated.rate is None:
        return ""
    default = "its default" if rated.rate == rated.usual else f"found by trying; its default is {rated.usual:g}"
    return f"{label} with a rate of {rated.rate:g}, {default}"


def _cost(told: Docstring, shown: Sequence[Showing]) -> str:
    counts = dict.fromkeys("once" if each.own.calls == 1 else f"{each.own.calls:.2g} times" for each in shown)
    where = "the surfaces above" if len(shown) > 1 else "the surface above"
    measured = (
        f"It asks {' and '.join(counts)} in a step for a value, a gradient or a Hessian, on {where}." if shown else ""
    )
    return definitions(
        [
            ("Cost of a step", prose(sentence(told.sections.get("Cost per step", "")))),
            ("Measured", text(measured)),
            ("Remembers", prose(told.sections.get("State", ""))),
        ]
    )


def _agreement(name: str) -> str:
    try:
        found = agreements(name)
    except OptvizError:
        return ""
    rows = [
        (text(each.library), text(f"{each.deviation:.1e}" if each.deviation else "none"), text(each.walks))
        for each in found
    ]
    chaotic = (
        "Where it is large, steps lead apart what is next to each other: so does the library's own walk from a start"
        " that differs in its last digit."
        if any(each.deviation > _CHAOTIC for each in found)
        else ""
    )
    known = table("Agreement", ("trajectories of", "largest difference of a coordinate", "walks"), rows)
    return known + (element("p", text(chaotic), class_="small quiet under") if chaotic else "")


def _libraries(libraries: Mapping[str, Any]) -> str:
    rows = []
    for name, known in libraries.items():
        if known.get("differs"):
            rows.append((element("code", text(name)), f"another rule: {prose(known['differs'])}", ""))
            continue
        said = [f"{theirs} = {ours}" if theirs != ours else theirs for theirs, ours in known.get("options", {}).items()]
        settings = [f"{key} {value}" for key, value in known.get("settings", {}).items()]
        others = [f"{option}: {why}" for option, why in known.get("others", {}).items()]
        first = f"{element('p', 'with ', element('code', text(', '.join(settings))))}" if settings else ""
        rows.append(
            (element("code", text(name)), first + element("code", text(", ".join(said))), prose("; ".join(others)))
        )
    heads = ("optimizer", "its options here", "its others")
    used = len(heads) if any(others for *_, others in rows) else len(heads) - 1
    return table("Options of other libraries", heads[:used], (row[:used] for row in rows))
