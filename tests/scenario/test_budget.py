from __future__ import annotations

import dataclasses

from optviz.optimizers import optimizer
from optviz.scenario import Run, budget, label_runs, parse
from optviz.schedules import schedule


def test_a_scenario_made_in_python_is_checked_too(everything: str) -> None:
    scenario = parse(everything)
    assert not list(budget.exceeded(scenario))
    adam = optimizer("adam", lr=schedule("cosine", initial=0.1))
    starts = ((0.0, 0.0), (0.1, 0.0))
    count = budget.MAX_POSITIONS // (100_000 * len(starts)) + 1
    heavy = dataclasses.replace(scenario, steps=100_000, starts=starts, runs=label_runs([Run(adam, "")] * count))
    messages = [message for _, message in budget.exceeded(heavy)]
    assert len(messages) == 2
    assert f"100000 steps x {count} optimizers x 2 starts = " in messages[0]
    assert f"100000 steps x {count} schedules" in messages[1]


def test_the_pixels_of_an_animation_are_counted(everything: str) -> None:
    scenario = parse(everything)
    output = dataclasses.replace(scenario.output, size=(3840, 2160), fps=60, duration=120.0)
    ((path, message),) = budget.exceeded(dataclasses.replace(scenario, output=output))
    assert path == ("output",)
    assert "7200 frames x 3840 x 2160 = 59,719,680,000 pixels" in message
