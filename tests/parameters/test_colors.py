from __future__ import annotations

import pytest
from matplotlib import colors

from optviz.errors import ScenarioError
from optviz.parameters import Color, make
from optviz.parameters.colors import COLORS


def test_names_and_colours_are_those_of_css_and_matplotlib() -> None:
    known = {**colors.CSS4_COLORS, **colors.BASE_COLORS, **colors.TABLEAU_COLORS}
    assert {name: colors.to_hex(color).upper() for name, color in known.items()} == COLORS


@pytest.mark.parametrize("name", COLORS)
def test_every_name_is_read_in_any_case(name: str) -> None:
    assert make(Color(), name) == make(Color(), name.upper()) == COLORS[name]


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("limee", "; did you mean 'lime'"),
        ("light green", "; did you mean 'lightgreen'"),
        ("dark-blue", "; did you mean 'darkblue'"),
        (None, "; put # and its digits in quotes"),
    ],
)
def test_what_was_probably_meant(value: object, advice: str) -> None:
    with pytest.raises(ScenarioError, match=advice):
        make(Color(), value)


@pytest.mark.parametrize("value", ["", "#", "#12", "#1234", "#12345", "#1234567", "123456", "#12345g", 3, True, ()])
def test_what_is_no_colour(value: object) -> None:
    with pytest.raises(ScenarioError, match='expected a colour, as lime or "#D55E00", not'):
        make(Color(), value)
