from __future__ import annotations

import pytest

from optviz.api.run import computed
from optviz.scenario import parse
from optviz.scene.remarks import beside, remarks

TEXT = "surface: {name: sphere}\nstart: [1, 1]\nsteps: 3\noptimizers: "
SAMPLED = "surface: linear_regression\nstart: [1, 1]\nsteps: 3\noptimizers: [sgd]\ngradient: {batch: 4}\n"


@pytest.mark.parametrize(
    ("optimizers", "words"),
    [
        ("[sgd, adam]", []),
        ("[sgd, ema, polyak]", ["thin: average of EMA averaging, Polyak averaging"]),
        ("[ema, polyak]", ["thin: average"]),
        ("[easgd, lookahead]", ["thin: workers of EASGD", "thin: slow of Lookahead"]),
        ("[random_search, sgd]", ["dots: trials"]),
    ],
)
def test_it_is_told_what_stands_beside_which_runs(optimizers: str, words: list[str]) -> None:
    scenario = parse(TEXT + optimizers)
    assert list(beside(scenario, computed(scenario))) == words
    assert list(remarks(scenario, computed(scenario))) == []


def test_it_is_told_which_samples_are_seen() -> None:
    scenario = parse(SAMPLED)
    assert next(iter(remarks(scenario, computed(scenario)))) == "batches of 4 of 30 samples, shuffled"
