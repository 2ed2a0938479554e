from __future__ import annotations

import pytest

from optviz.errors import InvalidScenarioError
from optviz.scenario import bundled, load, parse, to_mapping, to_yaml


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("surface: saddle, start: [1.2, 0.1]", "2 runs on saddle, 100 steps, 800x450"),
        (
            "surface: beale, start: [[1, 1], [2, 1]], steps: 9, output: {size: [640, 480], scale: 2}",
            "2 runs from 2 starts on beale, 9 steps, 1280x960",
        ),
        (
            "surface: {expression: x*y, bounds: {x: [-1, 1], y: [-1, 1]}}, start: [0, 1], vary: {lr: [0.1, 0.2, 0.3]}",
            "2 runs on 'x*y' in 3x1 cells, 100 steps, 800x450",
        ),
    ],
)
def test_it_is_shown_on_a_line(keys: str, shown: str) -> None:
    assert repr(parse(f"{{optimizers: [sgd, adam], {keys}}}", "duel.yaml")) == f"<Scenario duel: {shown}>"


@pytest.mark.parametrize("name", bundled())
def test_bundled_ones_are_shown_on_a_line(name: str) -> None:
    shown = repr(load(name))
    assert len(shown) < 120
    assert name in shown
    assert shown.isprintable()


TURNING = "views: [{name: surface3d, azimuth: [0, 360]}]\n"
MATRIX = "surface: saddle\nstart: [1.2, 0.1]\noptimizers: [sgd, adam]\n"


def test_a_matrix_is_a_scenario_for_each_combination() -> None:
    made = parse(MATRIX + "matrix: {size: [[640, 360], [400, 300]], theme: [light, dark], scale: [2]}\n", "duel.yaml")
    assert [each.name for each in made.variants] == [
        "duel-640x360-light",
        "duel-640x360-dark",
        "duel-400x300-light",
        "duel-400x300-dark",
    ]
    assert [(each.output.pixels, each.output.theme) for each in made.variants[1:3]] == [
        ((1280, 720), "dark"),
        ((800, 600), "light"),
    ]
    for each in made.variants:
        assert each.variants == (each,)
        assert "matrix" not in to_mapping(each)
        assert parse(to_yaml(each)) == each
    assert to_mapping(made)["matrix"]["theme"] == ["light", "dark"]


@pytest.mark.parametrize("matrix", ["", "matrix: {}\n", "matrix: {theme: []}\n"])
def test_without_one_it_is_itself_alone(matrix: str) -> None:
    made = parse(MATRIX + matrix)
    assert made.variants == (made,)
    assert "matrix" not in to_mapping(made)


def test_every_kind_of_word_tells_variants_apart() -> None:
    text = "output: {formats: [png]}\nmatrix: {scale: [1, 3], background: [page, transparent]}\n"
    names = [each.name for each in parse(MATRIX + text).variants]
    assert names == [f"string-{scale}-{ground}" for scale in ("1x", "3x") for ground in ("page", "transparent")]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("matrix: {size: [[640, 360], [64, 64]]}\n", "4:16", "64 x 64 pixels are too few"),
        ("output: {formats: [mp4]}\nmatrix: {background: [page, transparent]}\n", "5:22", "mp4 cannot be transparent"),
        ("matrix: {theme: [dark, drak]}\n", "4:24", "'drak'"),
        ("matrix: {theme: [dark, dark]}\n", "4:17", "each one once"),
        ("matrix: {theme: dark}\n", "4:17", "expected a list"),
        ("matrix: {fps: [10, 20]}\n", "4:10", "unknown key 'fps' in matrix"),
        (
            f"matrix: {{size: [[3840, 2160]], theme: [dark, light]}}\noutput: {{duration: 120, fps: 60}}\n{TURNING}",
            "5:9",
            "2 x 7200 frames of at most 3840 x 2160 with 1 panel",
        ),
        (
            f"matrix: {{size: {[[400 + place, 300] for place in range(7)]}, scale: [1, 2], theme: [light, dark]}}\n",
            "4:9",
            "28 combinations, more than 24",
        ),
    ],
)
def test_what_no_matrix_can_be(text: str, place: str, message: str) -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(MATRIX + text, "f")
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"f:{place}: ")
    assert message in problem.message


def test_one_whose_own_size_is_never_drawn_need_not_fit() -> None:
    small = MATRIX + "output: {size: [64, 64]}\n"
    with pytest.raises(InvalidScenarioError, match="too few"):
        parse(small)
    assert parse(small + "matrix: {size: [[640, 360]]}\n").variants[0].output.size == (640, 360)
