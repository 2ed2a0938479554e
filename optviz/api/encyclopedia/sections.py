"""Parts of a page that several kinds of entries have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.api.descriptions import caption
from optviz.api.encyclopedia.pictures import moving, small, stem_of
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.families.settings import short_mapping
from optviz.parameters.sentences import sentence
from optviz.parsing.flow import flow
from optviz.scenario import bundled_path, load, to_yaml
from optviz.site.elements import copied, definitions, element, linked, prose, section, table, text
from optviz.site.mathematics import formulas, mathematical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optviz.api.catalogues import Description
    from optviz.api.encyclopedia.pictures import Drawn
    from optviz.scenario import Scenario
    from optviz.site.docstring import Docstring

_FORM: Final = "form"
"""The parameter that chooses among published forms of a rule; they have a section of their own."""


def rule_of(told: Docstring, names: Sequence[str]) -> str:
    """The rule as mathematics, and what is said about it."""
    known = [*names, *told.defined]
    lines = "".join(element("div", *formulas(line, known)) for line in told.rule)
    rule = element("div", lines, class_="rule", role="region", aria_label="The rule", tabindex=0) if lines else ""
    return rule + "".join(element("p", mathematical(words, known)) for words in told.remarks)


def forms_of(entry: Description, told: Docstring) -> str:
    """The published forms of a rule."""
    names = [*_names(entry), *told.defined]
    found = definitions((name, mathematical(words, names)) for name, words in told.forms)
    return section("Published forms", found, id="forms")


def source_of(told: Docstring, otherwise: str = "") -> str:
    """Where an entry comes from, by its docstring."""
    words = told.sections.get("Reference", otherwise)
    return section("Source", element("p", linked(sentence(words))) if words else "")


def yaml_of(scenario: Scenario, words: str) -> str:
    """A scenario as a text to be opened and copied.

    Args: words: what a screen reader says of it.
    """
    code = copied(f"code_{scenario.name}", words, text(to_yaml(scenario)))
    return element("details", element("summary", "Scenario"), code)


def borrowed_film(entry: Description, drawn: Drawn) -> str:
    """What needs a file, or another thing that has no default, in the first bundled scenario that uses it."""
    if not (drawn.users and any(each["required"] for each in entry.parameters)):
        return ""
    scenario = load(bundled_path(drawn.users[0]))
    words = caption(scenario)
    return moving(drawn.film(small(scenario), stem_of(entry.name), words), element("p", text(words)))


def parameters_of(entry: Description, told: Docstring) -> str:
    """The table of its parameters."""
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


def _names(entry: Description) -> list[str]:
    return [each["name"] for each in entry.parameters]
