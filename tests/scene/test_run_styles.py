from __future__ import annotations

from optviz.drawing.theme import LIGHT
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import Run
from optviz.scene.run_styles import run_styles


def test_every_method_has_its_own_style_alone_and_among_others() -> None:
    runs = [Run(optimizer(), optimizer.title) for optimizer in OPTIMIZERS.values()]
    together = run_styles(runs, LIGHT)
    assert [run_styles([run], LIGHT)[0] for run in runs] == together
    assert len({(style.color, style.marker) for style in together}) == len(runs)


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


def test_runs_of_one_style_get_others() -> None:
    orange = OPTIMIZERS["sgd"].color
    runs = [Run(OPTIMIZERS["sgd"](), "a"), Run(OPTIMIZERS["sgd"](), "b", orange), Run(OPTIMIZERS["sgd"](), "c")]
    pairs = [(style.color, style.marker) for style in run_styles(runs, LIGHT)]
    assert len(set(pairs)) == 3
    assert [color for color, _ in pairs[:2]] == [orange, orange]
