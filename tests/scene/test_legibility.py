from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.render import render
from optviz.drawing.theme import LIGHT
from optviz.scenario import bundled, load, parse
from optviz.scene.legibility import doubts, placed

if TYPE_CHECKING:
    from pathlib import Path

RUNS = "surface: beale\nstart: [1, 1.5]\nsteps: 2\n"
SIX = RUNS + "optimizers: [sgd, momentum, adam, rmsprop, adagrad, nag]\n"
TWO = RUNS + "optimizers: [sgd, adam]\n"


def told(text: str) -> list[str]:
    return [each.message for each in doubts(parse(text))]


@pytest.mark.parametrize("name", bundled())
def test_no_bundled_scenario_gives_doubt(name: str) -> None:
    assert doubts(load(name)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_usual_colours_give_none(theme: str) -> None:
    many = "optimizers: [sgd, momentum, nag, adagrad, adadelta, rmsprop, adam, adamax, nadam, lion, newton]\n"
    assert told(f"{RUNS}{many}output: {{theme: {theme}, formats: [svg]}}") == []
    for more in ("palette: okabe-ito", "colormap: viridis", "colormap: coolwarm", "page: '#FBF7F0'", "page: '#101010'"):
        assert told(f"{SIX}output: {{theme: {theme}, {more}}}") == []


def test_a_trace_that_the_casing_does_not_save_is_told() -> None:
    (message,) = told(TWO + "output: {colors: {sgd: yellow}}")
    assert message.startswith("'SGD': its trace, #FFFF00, is hard to tell from the surface where that is #F7F9FB")
    assert told(TWO + "output: {colors: {sgd: yellow}, theme: dark}") == []
    dark = "output: {colors: {sgd: '#440154'}, colormap: [black, '#300040']}"  # its casing is white
    assert told(TWO + dark) == []


def test_two_traces_that_some_readers_cannot_tell_apart_are_told() -> None:
    alike = "'SGD' and 'Adam' look alike to readers with deuteranopia, but for their markers"
    assert told(TWO + "output: {palette: ['#FF0000', '#00AA00']}") == [alike]
    own = RUNS + "optimizers: [{name: sgd, color: '#FF0000'}, {name: adam, color: '#00AA00'}]\n"
    assert told(own) == [alike]
    (everybody,) = told(TWO + "output: {palette: ['#FF0000', '#F80808']}")
    assert everybody == "'SGD' and 'Adam' look alike, but for their markers and lines"
    assert told(TWO + "output: {palette: ['#FF0000', '#0000FF']}") == []


def test_of_many_pairs_a_few_are_told() -> None:
    messages = told(SIX + "output: {palette: ['#100000', '#300000', '#500000', '#700000', '#900000', '#B00000']}")
    assert len(messages) == 4
    assert messages[-1].endswith("more pairs of runs look alike to some readers")


def test_a_palette_that_is_too_short_is_told() -> None:
    (message,) = told(SIX + "output: {palette: ['#D55E00', '#0072B2']}")
    assert message == "palette: its 2 colours are fewer than the 6 runs; those of one colour differ in their lines"


def test_an_ink_that_is_hard_to_read_is_told() -> None:
    (faint,) = told(TWO + "output: {ink: '#808890'}")
    assert faint == "ink: #808890 is hard to read on the page #FFFFFF: contrast 3.6, not 4.5"
    (lost,) = told(TWO + "output: {ink: white}")
    assert lost == f"ink: #FFFFFF cannot be read on the page #FFFFFF, where texts are {LIGHT.ink} therefore"
    (elsewhere,) = told(TWO + "output: {ink: '#102030', formats: [svg]}")
    assert "on the page #0F1720" in elsewhere  # whoever reads in the dark sees that page


def test_a_doubt_has_the_place_of_what_is_to_blame(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("theme: light\npalette: ['#FF0000', '#00AA00']\n")
    path = tmp_path / "x.yaml"
    path.write_text(RUNS + "optimizers: [sgd, adam, {name: nag, color: yellow}]\nstyle: own.yaml\n")
    (lost, alike) = sorted(placed(load(path)), reverse=True)
    assert lost[0] == f"{path}:4:44"
    assert alike[0] == f"{tmp_path / 'own.yaml'}:2:10"


def test_who_renders_is_told(tmp_path: Path) -> None:
    scenario = parse(TWO + "output: {palette: ['#FF0000', '#00AA00'], size: [320, 200]}")
    given: list[dict[str, Any]] = [{"still": 0, "folder": tmp_path}, {"frames": tmp_path / "frames", "draft": True}]
    for options in given:
        (note,) = render(scenario, **options).notes
        assert note.startswith("'SGD' and 'Adam' look alike")
    assert not render(parse(TWO + "output: {size: [320, 200]}"), tmp_path / "x.png", still=0).notes
