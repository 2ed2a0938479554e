from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from optviz.drawing.palettes import stops
from optviz.drawing.style import Style
from optviz.drawing.theme import DARK, INK, LEGIBLE, LIGHT, MORE, PALETTE, READABLE, THEMES, Theme, contrast, parse
from optviz.errors import ParameterError

PAGES = ("#FBF7F0", "#FDF6E3", "#C8C0B0", "#777777", "#757575", "#5A5A5A", "#002B36", "#000000", "#FF0000", "#0000FF")


def against(color: str, page: str) -> float:
    return contrast(parse(color), parse(page))


def test_the_usual_style_looks_as_the_themes_do() -> None:
    assert [Style(theme=name).look for name in ("light", "dark")] == [LIGHT, DARK]
    assert Style(page=("#FFFFFF",)).look == LIGHT
    assert Style(theme="dark", page=("#FFFFFF", "#0F1720"), ink=("#000000", "#E6EDF3")).look == DARK


@pytest.mark.parametrize(("page", "theme"), list(product(PAGES, THEMES)))
def test_all_that_is_drawn_on_a_page_of_ones_own_can_be_read(page: str, theme: Any) -> None:
    look = Style(theme=theme, page=(page,)).look
    assert look.page == page
    assert against(look.ink, page) >= LEGIBLE
    assert against(look.secondary, page) >= LEGIBLE
    assert 1.05 < against(look.grid, page) < against(look.secondary, page)
    for color in (*PALETTE, *MORE, INK):
        usual = against(LIGHT.trace_color(color), LIGHT.page) if look.is_light else READABLE + 1
        assert against(look.trace_color(color), page) >= min(READABLE, 0.8 * usual)


def test_a_page_decides_which_theme_it_is_like() -> None:
    assert Style(theme="light", page=("#101010",)).look.name == "dark"
    assert Style(theme="dark", page=("#FBF7F0",)).look.name == "light"
    both = [Style(theme=name, page=("#FBF7F0", "#101010")).look for name in ("light", "dark")]
    assert [look.page for look in both] == ["#FBF7F0", "#101010"]


def test_an_ink_is_taken_where_it_can_be_read() -> None:
    looks: list[Theme] = [Style(theme=name, ink=("#33271E",)).look for name in ("light", "dark")]
    assert [look.ink for look in looks] == ["#33271E", DARK.ink]
    assert looks[0].secondary != LIGHT.secondary
    assert against(looks[0].secondary, "#FFFFFF") >= LEGIBLE
    with pytest.raises(ParameterError, match=r"ink.*#EEEEEE cannot be read on the page #FFFFFF: the contrast is 1.2"):
        Style(page=("#FFFFFF",), ink=("#EEEEEE",))
    with pytest.raises(ParameterError, match="#111111 cannot be read on the page #000000"):
        Style(page=("#FFFFFF", "#000000"), ink=("#111111",))  # in whichever theme it is drawn


@pytest.mark.parametrize("theme", THEMES)
def test_a_colour_map_takes_the_place_of_the_ramp(theme: Any) -> None:
    look = Style(theme=theme, colormap=("magma",), shading=0.5).look
    assert (look.ramp, look.shade, look.lowest, look.shading) == (stops(("magma",)), None, 0.0, 0.5)
    assert look.line in look.ramp
    assert 2 < against(look.line, look.page) < 4.5
    assert THEMES[theme].line == THEMES[theme].ramp[-1]
