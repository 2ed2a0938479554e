from __future__ import annotations

import itertools
import re

import pytest

from optviz.drawing.theme import DARK, INK, MORE, PALETTE, THEMES, Theme, alike, contrast, parse
from optviz.optimizers import OPTIMIZERS

COLORS = sorted({*PALETTE, *MORE, *(optimizer.color for optimizer in OPTIMIZERS.values())})


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("color", COLORS)
def test_every_trace_colour_stands_out_from_the_page(theme: Theme, color: str) -> None:
    least = 4.0 if theme is DARK else 2.0
    assert contrast(parse(theme.trace_color(color)), parse(theme.page)) >= least


@pytest.mark.parametrize("color", ["#000000", "#0000FF", "#8000FF", "#0000AA"])
def test_a_colour_of_a_persons_own_stands_out_too(color: str) -> None:
    shown = DARK.trace_color(color)
    assert re.fullmatch("#[0-9A-F]{6}", shown)
    assert contrast(parse(shown), parse(DARK.page)) >= 4


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_text_is_readable(theme: Theme) -> None:
    assert contrast(parse(theme.ink), parse(theme.page)) >= 7
    assert contrast(parse(theme.secondary), parse(theme.page)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_ramp_is_calm_and_runs_one_way(theme: Theme) -> None:
    stops = [parse(color) for color in theme.ramp]
    away = [contrast(stop, parse(theme.page)) for stop in stops]
    assert away == sorted(away)
    assert all(max(stop) - min(stop) <= 75 for stop in stops)


def test_ink_is_the_themes_own() -> None:
    assert DARK.trace_color(INK) == DARK.ink


def test_contrast_is_the_guidelines_own() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_colours_look_alike_that_hardly_differ() -> None:
    assert alike("#D55E00", "#D55E00")
    assert alike("#8B4FC7", "#8F5BD6")
    assert alike(INK, INK)
    assert alike(INK, "#000000")
    assert alike("#22303C", INK)
    assert not alike(INK, "#0072B2")
    assert not any(alike(*pair) for pair in itertools.combinations((*PALETTE, *MORE), 2))
