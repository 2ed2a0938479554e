"""Random search tries what Optuna's random sampler tries, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

DATA = Path(__file__).parents[1] / "reference" / "data" / "search_trials.json"
REFERENCE: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
BOXES = [((-1.0, 1.0), (-1.0, 1.0)), ((-4.5, 4.5), (0.1, 0.30000000000000004)), ((1e-3, 1e5), (-7.0, -6.9))]


def test_it_tries_what_optuna_tried() -> None:
    square = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))
    run = simulate(optimizer("random_search"), square, [0.9, 0.9], 100, seed=REFERENCE["seed"])
    assert run.recorded["trials"][0, 1:].tolist() == REFERENCE["random"]
    best = {10: 0.050299246310300166, 20: 0.026423994889903435, 50: 0.026423994889903435, 100: 0.026423994889903435}
    assert {after: run.values[0, after] for after in best} == best


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1])
def test_the_numbers_are_numpys_in_any_box(box: Any, seed: int) -> None:
    run = simulate(optimizer("random_search"), from_expression("x + y", Bounds(*box)), [0.0, 0.0], 40, seed=seed)
    low, high = np.transpose(box)
    assert run.recorded["trials"][0, 1:].tolist() == np.random.RandomState(seed).uniform(low, high, (40, 2)).tolist()


@pytest.mark.parametrize("box", BOXES)
def test_optuna_tries_the_same_in_any_box(box: Any) -> None:
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=5))
    space = {name: optuna.distributions.FloatDistribution(*ends) for name, ends in zip("xy", box, strict=True)}
    theirs = [[trial.params["x"], trial.params["y"]] for trial in (study.ask(space) for _ in range(40))]
    run = simulate(optimizer("random_search"), from_expression("x + y", Bounds(*box)), [0.0, 0.0], 40, seed=5)
    assert run.recorded["trials"][0, 1:].tolist() == theirs


def test_more_steps_only_add_trials() -> None:
    square = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))
    short, long = (simulate(optimizer("random_search"), square, [0.9, 0.9], steps, seed=3) for steps in (20, 300))
    assert long.recorded["trials"][0, 1:21].tobytes() == short.recorded["trials"][0, 1:].tobytes()
    assert len(np.unique(long.recorded["trials"][0, 1:])) == 600
