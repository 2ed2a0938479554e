from __future__ import annotations

from optviz.drawing.theme import LIGHT
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import Run
from optviz.scene.styles import styles


def test_every_method_has_its_own_look_alone_and_among_others() -> None:
    runs = [Run(optimizer(), optimizer.title) for optimizer in OPTIMIZERS.values()]
    together = styles(runs, LIGHT)
    assert [styles([run], LIGHT)[0] for run in runs] == together
    assert len({(style.color, style.marker) for style in together}) == len(runs)


def test_a_method_that_runs_twice_is_told_apart() -> None:
    adam = OPTIMIZERS["adam"]
    first, second, third = styles([Run(adam(), "a"), Run(adam(), "b"), Run(OPTIMIZERS["sgd"](), "c")], LIGHT)
    assert len({first.color, second.color, third.color}) == 3
    assert len({first.marker, second.marker, third.marker}) == 3
    assert first.color == LIGHT.ink
    assert third.color == OPTIMIZERS["sgd"].color


def test_a_scenarios_colour_is_kept() -> None:
    purple = "#123456"
    first, second = styles([Run(OPTIMIZERS["sgd"](), "a"), Run(OPTIMIZERS["adam"](), "b", purple)], LIGHT)
    assert (first.color, second.color) == (OPTIMIZERS["sgd"].color, purple)


def test_runs_of_one_look_are_told_apart() -> None:
    orange = OPTIMIZERS["sgd"].color
    runs = [Run(OPTIMIZERS["sgd"](), "a"), Run(OPTIMIZERS["sgd"](), "b", orange), Run(OPTIMIZERS["sgd"](), "c")]
    looks = [(style.color, style.marker) for style in styles(runs, LIGHT)]
    assert len(set(looks)) == 3
    assert [color for color, _ in looks[:2]] == [orange, orange]
