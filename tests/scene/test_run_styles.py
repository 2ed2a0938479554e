from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from optviz.drawing.theme import DARK, LIGHT, THEMES, alike, contrast, parse
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import Run
from optviz.scenario.limits import MAX_OPTIMIZERS
from optviz.scene.run_styles import RunStyle, run_styles
from tests.optimizers.catalogue import READY

if TYPE_CHECKING:
    from optviz.drawing.theme import Theme


def made(*methods: str | tuple[str, str | None], theme: Theme = LIGHT) -> list[RunStyle]:
    """The styles of runs of some methods, with a colour where one is given."""
    pairs = [(each, None) if isinstance(each, str) else each for each in methods]
    return run_styles([Run(OPTIMIZERS[name](), str(place), color) for place, (name, color) in enumerate(pairs)], theme)


def test_every_method_has_its_own_style_alone() -> None:
    for name, optimizer in READY.items():
        (style,) = made(name)
        assert (style.color, style.dash) == (LIGHT.trace_color(optimizer.color), None)


@pytest.mark.parametrize("theme", THEMES.values())
def test_no_two_runs_share_a_colour_while_there_are_others(theme: Theme) -> None:
    family = ("sgd", "lion", "adam", "adopt", "momentum", "bfgs")
    styles = made(*family, theme=theme)
    assert len({style.color for style in styles}) == 6
    assert not any(style.dash for style in styles)
    own = [theme.trace_color(OPTIMIZERS[name].color) for name in family]
    assert [styles[place].color for place in (0, 2, 4)] == [own[place] for place in (0, 2, 4)]
    assert len({style.marker for style in styles}) == 6


def test_colours_are_the_same_in_every_theme() -> None:
    light, dark = (made(*READY, theme=theme) for theme in THEMES.values())
    assert [DARK.trace_color(style.color) if style.color != LIGHT.ink else DARK.ink for style in light] == [
        style.color for style in dark
    ]


def test_a_later_run_keeps_its_own_colour_where_it_is_the_first_of_it() -> None:
    lion, sgd, momentum = made("adam", "adamw", "momentum")
    assert momentum.color == OPTIMIZERS["momentum"].color
    assert len({lion.color, sgd.color, momentum.color}) == 3


@pytest.mark.parametrize("count", [2, 9, 14])
def test_a_method_that_runs_often_has_a_colour_for_each_run(count: int) -> None:
    styles = made(*["adam"] * count)
    for first, second in combinations(styles, 2):
        assert not alike(first.color, second.color)
    assert not any(style.dash for style in styles)


def test_where_colours_run_out_lines_differ() -> None:
    styles = made(*READY)[:MAX_OPTIMIZERS]
    assert len(styles) == MAX_OPTIMIZERS
    assert len({(style.color, style.dash) for style in styles}) == MAX_OPTIMIZERS
    colors = [style.color for style in styles]
    assert max(map(colors.count, colors)) <= 3
    same = made(*[("sgd", "#123456"), ("adam", "#123456"), ("nag", "#123457")])
    assert len({style.dash for style in same}) == 3
    assert same[0].dash is None


def test_what_the_scenario_gives_comes_first() -> None:
    orange = OPTIMIZERS["sgd"].color
    sgd, adam = made("sgd", ("adam", orange))
    assert adam.color == orange
    assert sgd.color != orange
    black, adam = made(("sgd", "#000000"), "adam")  # black looks like the ink
    assert black.color == "#000000"
    assert adam.color != LIGHT.ink
    nearly, sgd = made(("momentum", "#D65F02"), "sgd")
    assert nearly.color == "#D65F02"
    assert sgd.color != orange


def test_a_method_that_runs_twice_gets_another_style() -> None:
    adam = OPTIMIZERS["adam"]
    first, second, third = run_styles([Run(adam(), "a"), Run(adam(), "b"), Run(OPTIMIZERS["sgd"](), "c")], LIGHT)
    assert len({first.color, second.color, third.color}) == 3
    assert len({first.marker, second.marker, third.marker}) == 3
    assert first.color == LIGHT.ink
    assert third.color == OPTIMIZERS["sgd"].color


def test_a_scenarios_colour_is_kept() -> None:
    purple = "#123456"
    first, second = run_styles([Run(OPTIMIZERS["sgd"](), "a"), Run(OPTIMIZERS["adam"](), "b", purple)], LIGHT)
    assert (first.color, second.color) == (OPTIMIZERS["sgd"].color, purple)


def test_runs_of_one_colour_have_markers_of_their_own() -> None:
    orange = OPTIMIZERS["sgd"].color
    styles = made("sgd", ("sgd", orange), "sgd")
    assert len({style.marker for style in styles}) == 3
    assert len({style.color for style in styles}) == 3


def test_a_house_has_colours_of_its_own() -> None:
    runs = [Run(OPTIMIZERS[name](), str(place)) for place, name in enumerate(("adam", "sgd", "adam", "momentum"))]
    usual, house = run_styles(runs, LIGHT), run_styles(runs, LIGHT, {"adam": "#123456", "lion": "#00FF00"})
    assert [house[0].color, *(style.color for style in house[1:])] == ["#123456", *(each.color for each in usual[1:])]
    assert [style.marker for style in house] == [style.marker for style in usual]
    taken = OPTIMIZERS["momentum"].color
    assert run_styles(runs, LIGHT, {"adam": taken})[3].color != taken


def test_a_runs_own_colour_is_before_the_houses() -> None:
    runs = [Run(OPTIMIZERS["adam"](), "a", "#00FF00"), Run(OPTIMIZERS["sgd"](), "b")]
    assert [style.color for style in run_styles(runs, LIGHT, {"adam": "#123456", "sgd": "#00FF00"})] == ["#00FF00"] * 2
    assert run_styles(runs, LIGHT, {"sgd": "#00FF00"})[1].dash


def test_a_palette_takes_the_place_of_the_methods_own_colours_in_the_order_of_the_runs() -> None:
    runs = [Run(OPTIMIZERS[name](), name) for name in ("adam", "sgd", "momentum", "nag")]
    palette = ("#AA0000", "#00AA00", "#0000AA", "#AAAA00")
    styles = run_styles(runs, LIGHT, palette=palette)
    assert [style.color for style in styles] == list(palette)
    assert [style.marker for style in styles] == [style.marker for style in run_styles(runs, LIGHT)]
    assert not any(style.dash for style in styles)
    assert [style.color for style in run_styles(runs[::-1], LIGHT, palette=palette)] == list(palette)


def test_a_runs_own_colour_and_the_houses_are_before_the_palettes() -> None:
    runs = [Run(OPTIMIZERS["adam"](), "a"), Run(OPTIMIZERS["sgd"](), "b", "#AA0000"), Run(OPTIMIZERS["nag"](), "c")]
    styles = run_styles(runs, LIGHT, {"nag": "#123456"}, ("#AA0000", "#00AA00", "#0000AA"))
    assert [style.color for style in styles] == ["#00AA00", "#AA0000", "#123456"]  # the first of it is taken


def test_where_a_palette_begins_again_lines_differ() -> None:
    styles = run_styles(
        [Run(OPTIMIZERS["sgd"](), str(place)) for place in range(6)], LIGHT, palette=("#AA0000", "#00AA00")
    )
    assert [style.color for style in styles] == ["#AA0000", "#00AA00"] * 3
    assert len({(style.color, style.dash) for style in styles}) == 6


@pytest.mark.parametrize("theme", THEMES.values())
def test_a_palettes_colours_are_fitted_to_the_page(theme: Theme) -> None:
    runs = [Run(optimizer(), name) for name, optimizer in list(READY.items())[:8]]
    styles = run_styles(runs, theme, palette=("okabe-ito",))
    assert theme.ink in {style.color for style in styles}
    assert len({style.color for style in styles}) == 8
    if theme is DARK:
        assert all(contrast(parse(style.color), parse(theme.page)) >= 4 for style in styles)
