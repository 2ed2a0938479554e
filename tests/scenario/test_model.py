from __future__ import annotations

import pytest

from optviz.scenario import bundled, load, parse


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
