"""What the page of a surface says and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.api.encyclopedia.pictures import PORTRAIT, PORTRAITS, image, stem_of
from optviz.api.encyclopedia.sections import borrowed_film, forms_of, parameters_of, rule_of
from optviz.site.elements import definitions, element, linked, section, text
from optviz.site.mathematics import formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.api.catalogues import Description
    from optviz.api.encyclopedia.pictures import Drawn
    from optviz.site.docstring import Docstring

_ROUNDING: Final = 1e-12
"""What is nearer to zero is left of rounding."""
_FEW: Final = 8
"""Places that are shown at once."""


def surface_page(entry: Description, told: Docstring, drawn: Drawn) -> list[str]:
    """The content of the page of a surface, in parts."""
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
    elif borrowed := borrowed_film(entry, drawn):
        pictures = element("section", element("div", borrowed, class_="pictures"))
    rule = rule_of(told, [each["name"] for each in entry.parameters])
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
        section("Parameters", parameters_of(entry, told)),
        forms_of(entry, told),
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
