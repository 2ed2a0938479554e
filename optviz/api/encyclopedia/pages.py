"""What the pages of entries say and show: one function for each kind of entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.api.agreement import agreements
from optviz.api.descriptions import caption
from optviz.api.encyclopedia.anatomies import WHERE, anatomy
from optviz.api.encyclopedia.guides import content
from optviz.api.encyclopedia.pictures import PORTRAIT, PORTRAITS, image, moving, small, stem_of
from optviz.api.encyclopedia.showing import showings
from optviz.errors import MissingToolError, OptvizError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.families.settings import short_mapping
from optviz.parameters import parameters
from optviz.parameters.sentences import sentence
from optviz.parsing.flow import flow
from optviz.scenario import bundled_path, load, to_yaml
from optviz.site.curve import curve, scatter
from optviz.site.docstring import docstring
from optviz.site.document import INDEX
from optviz.site.elements import copied, definitions, element, linked, prose, section, table, text
from optviz.site.mathematics import formula, formulas, mathematical
from optviz.site.search import address_of
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.api.catalogues import Description
    from optviz.api.encyclopedia.anatomies import Anatomy
    from optviz.api.encyclopedia.pictures import Drawn
    from optviz.api.encyclopedia.showing import Rated, Showing
    from optviz.api.ingredients import Link
    from optviz.scenario import Scenario
    from optviz.site.docstring import Docstring


_SHARED: Final = ("surface", "guide")
"""Kinds whose entries have names that others have, too."""
_MANY: Final = 24
"""Scenarios that are named; of more it says how many."""
_CHAOTIC: Final = 1e-5
"""Differences from here on are no rounding: the walk itself leads rounding apart."""
_ROUNDING: Final = 1e-12
"""What is nearer to zero is left of rounding."""
_FEW: Final = 8
"""Places that are shown at once."""
_STEPS: Final = {"profile": 3}
"""Of the walks in the pictures of views, where most have come to an end that shows little."""
_FORM: Final = "form"
"""The parameter that chooses among published forms of a rule; they have a section of their own."""


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


def _optimizer(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    declared = OPTIMIZERS[entry.name]
    try:
        shown, why = showings(declared), ""
    except MissingToolError as error:
        shown, why = [], f"There is no animation: {error}."
    films = "".join(_film(entry, each, drawn) for each in shown)
    heading = f"Beside {shown[0].beside}" if shown else "As a scenario shows it"
    films = films or _borrowed(entry, drawn)
    added = anatomy(declared)
    return [
        _rule(told, list(parameters(declared))),
        section(heading, element("div", films, class_="pictures")) if films else "",
        element("p", text(why), class_="quiet") if why else "",
        section("What a step adds up", element("div", _parts(entry, added, drawn), class_="pictures")) if added else "",
        section("Parameters", _parameters(entry, told)),
        _forms(entry, told),
        section("Cost and memory", _cost(told, shown)),
        _source(told, entry.facts.get("source", "")),
        section("Agreement with other libraries", _agreement(entry.name)),
        section("In other libraries", _libraries(entry.libraries)),
    ]


def _rule(told: Docstring, names: Sequence[str]) -> str:
    """The rule as mathematics, and what is said about it."""
    known = [*names, *told.defined]
    lines = "".join(element("div", *formulas(line, known)) for line in told.rule)
    rule = element("div", lines, class_="rule", role="region", aria_label="The rule", tabindex=0) if lines else ""
    return rule + "".join(element("p", mathematical(words, known)) for words in told.remarks)


def _forms(entry: Description, told: Docstring) -> str:
    """The published forms of a rule."""
    names = [*_names(entry), *told.defined]
    found = definitions((name, mathematical(words, names)) for name, words in told.forms)
    return section("Published forms", found, id="forms")


def _source(told: Docstring, otherwise: str = "") -> str:
    words = told.sections.get("Reference", otherwise)
    return section("Source", element("p", linked(sentence(words))) if words else "")


def _names(entry: Description) -> list[str]:
    return [each["name"] for each in entry.parameters]


def _film(entry: Description, showing: Showing, drawn: Drawn) -> str:
    scenario = showing.scenario
    where = f"{scenario.surface.title}, from ({', '.join(f'{each:g}' for each in scenario.starts[0])})"
    disturbed = scenario.gradient.noise
    noise = f", with noise of standard deviation {disturbed.std:g} on every gradient" if disturbed else ""
    video = drawn.film(scenario, scenario.name, f"{entry.title} beside {showing.beside} on {where}")
    runs = (scenario.runs[1].label, showing.own), (showing.beside, showing.partner)
    rates = "; ".join(filter(None, (_rate(*each) for each in runs)))
    said = element("p", text(f"{where}, {scenario.steps} steps{noise}. {rates}.".replace(". .", ".")))
    return moving(video, said, _yaml(scenario, f"The scenario on {scenario.surface.title}"))


def _parts(entry: Description, added: Anatomy, drawn: Drawn) -> str:
    scenario, first = added.scenario, ", ".join(added.parts[:-1])
    video = drawn.film(scenario, scenario.name, f"What {scenario.steps} steps of {entry.title} add up")
    rate = filter(None, [_rate(entry.title, added)])
    words = [f"{sentence(first)}, and the step that they make, in {WHERE}", *rate, "Drawn by the view"]
    said = element("p", text(". ".join(words)), " ", element("code", scenario.views[0].name), ".")
    return moving(video, said, _yaml(scenario, "The scenario of these steps"))


def _yaml(scenario: Scenario, words: str) -> str:
    code = copied(f"code_{scenario.name}", words, text(to_yaml(scenario)))
    return element("details", element("summary", "Scenario"), code)


def _borrowed(entry: Description, drawn: Drawn) -> str:
    """What needs a file, or another thing that has no default, in the first bundled scenario that uses it."""
    if not (drawn.users and any(each["required"] for each in entry.parameters)):
        return ""
    scenario = load(bundled_path(drawn.users[0]))
    words = caption(scenario)
    return moving(drawn.film(small(scenario), stem_of(entry.name), words), element("p", text(words)))


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


def _parameters(entry: Description, told: Docstring) -> str:
    names = [*_names(entry), *told.defined]
    rows = [
        (
            element("code", text(each["name"])),
            "required" if each["required"] else _setting(each["default"]),
            _meaning(each, told, names) + element("p", prose(each["type"]), class_="small quiet"),
        )
        for each in entry.parameters
    ]
    return table("Parameters", ("name", "default", "meaning"), rows)


def _meaning(parameter: Mapping[str, Any], told: Docstring, names: Sequence[str]) -> str:
    if parameter["name"] == _FORM and told.forms:
        return element("p", "Which of the ", element("a", "published forms", href="#forms"), ".")
    return element("p", mathematical(parameter["description"], names)) if parameter["description"] else ""


def _setting(value: Any) -> str:
    """A default; an optimizer with defaults of its own is named."""
    if value is None:
        return element("code", "none")
    if isinstance(value, dict) and value.get("name") in OPTIMIZERS:
        value = short_mapping(optimizer(**value))
    return element("code", text(value if isinstance(value, str) else flow(value)))


def _surface(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    from optviz.surfaces import FormulaSurface, surface

    facts = entry.facts
    tags = "".join(element("li", text(tag)) for tag in facts["tags"])
    found = None if any(each["required"] for each in entry.parameters) else surface(entry.name)
    pictures = ""
    if found is not None:
        drawn.portraits(found, stem_of(entry.name))
        words = {"contour": f"Contours of {entry.title}", "surface3d": f"{entry.title} as a landscape"}
        shown = (element("figure", image(f"{stem_of(entry.name)}-{view}", PORTRAIT, words[view])) for view in PORTRAITS)
        pictures = element("section", element("div", *shown, class_="pictures"))
    elif borrowed := _borrowed(entry, drawn):
        pictures = element("section", element("div", borrowed, class_="pictures"))
    rule = _rule(told, [each["name"] for each in entry.parameters])
    if isinstance(found, FormulaSurface):
        inner = element("div", formula(f"<mi>f</mi><mo>=</mo>{found.mathml}"))
        rule = element("div", inner, class_="rule", role="region", aria_label="The formula", tabindex=0)
    points = [f"({_number(x)}, {_number(y)})" for x, y in found.minimizers] if found is not None else []
    x, y = facts["bounds"]["x"], facts["bounds"]["y"]
    least = None if found is None else found.least
    known = definitions(
        [
            ("Lowest at", _places(points)),
            ("Least value", text(_number(least)) if least is not None else ""),
            (
                "Drawn within",
                text(f"x from {_number(x[0])} to {_number(x[1])}, y from {_number(y[0])} to {_number(y[1])}"),
            ),
            ("As text", element("code", text(facts["expression"])) if "expression" in facts else ""),
            ("Source", linked(facts["source"])),
        ]
    )
    return [
        element("ul", tags, class_="tags") if tags else "",
        rule,
        pictures,
        section("Facts", known),
        section("Parameters", _parameters(entry, told)),
        _forms(entry, told),
    ]


def _places(points: Sequence[str]) -> str:
    """Where a surface is lowest; many places are shown to those who ask."""
    listed = ", ".join(element("span", text(point), class_="whole") for point in points)
    if len(points) <= _FEW:
        return listed
    return element("details", element("summary", text(f"{len(points)} places")), listed)


def _number(value: float) -> str:
    """A number without what is left of rounding."""
    return f"{0.0 if abs(value) < _ROUNDING else value:.6g}".replace("-", "−")


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
        _rule(told, [each["name"] for each in entry.parameters]),
        element("section", figure),
        section("Parameters", _parameters(entry, told)),
        _forms(entry, told),
        section("Other spellings", element("p", text(aliases)) if aliases else ""),
        _source(told),
    ]


def _start(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    del drawn
    from optviz.starts import STARTS

    box = ((-3.0, 3.0), (-3.0, 3.0))
    rule = STARTS[entry.name]()
    dots = scatter(rule.points(0, box), box, f"{rule.words} within -3 and 3")
    return [
        _rule(told, [each["name"] for each in entry.parameters]),
        element("section", element("figure", dots, element("figcaption", text(f"{rule.words}, within −3 and 3")))),
        section("Parameters", _parameters(entry, told)),
        _forms(entry, told),
        _source(told),
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
            steps=_STEPS.get(entry.name, 60),
            views=[entry.name],
            size=(560, 380),
            scale=2,
        ).scenario
    picture = drawn.still(scenario, stem_of(entry.name), f"The view {entry.name}")
    return [
        *(element("p", prose(words)) for words in told.remarks),
        element("section", element("div", element("figure", picture), class_="pictures")),
        section("Options", _parameters(entry, told)),
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
        section("Parameters", _parameters(entry, told)),
    ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


_KINDS: Final[dict[str, Callable[[Description, Docstring, Drawn], list[str]]]] = {
    "optimizer": _optimizer,
    "surface": _surface,
    "schedule": _schedule,
    "start": _start,
    "view": _view,
    "guide": _guide,
}
