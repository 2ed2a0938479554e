"""TPE is Optuna's own, asked and told."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optviz.api.render import render
from optviz.api.run import run as run_scenario
from optviz.errors import MissingToolError
from optviz.optimizers import optimizer
from optviz.oracle import Oracle
from optviz.scenario import parse
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface

DATA = Path(__file__).parents[1] / "reference" / "data" / "search_trials.json"
REFERENCE: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
SQUARE = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))
TEXT = "{surface: booth, start: [1, 5], steps: 3, optimizers: [sgd, {name: ema, inner: tpe}]}"


def optuna() -> Any:
    return pytest.importorskip("optuna")


def theirs(trials: int, seed: int = 0, **options: Any) -> list[list[float]]:
    """What Optuna itself tries on Beale's function."""
    library, shown = optuna(), surface("beale")
    library.logging.set_verbosity(library.logging.WARNING)

    def value(trial: Any) -> float:
        x, y = (
            trial.suggest_float(name, *ends) for name, ends in zip("xy", (shown.bounds.x, shown.bounds.y), strict=True)
        )
        return float(shown.value(np.array([x, y])))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what its older versions call experimental
        study = library.create_study(sampler=library.samplers.TPESampler(seed=seed, **options))
        study.optimize(value, n_trials=trials)
    return [[trial.params["x"], trial.params["y"]] for trial in study.trials]


@pytest.mark.parametrize("options", [{}, {"multivariate": False}, {"n_startup_trials": 3, "n_ei_candidates": 7}])
@pytest.mark.parametrize("seed", [0, 11])
def test_it_tries_what_a_study_of_optunas_tries(options: dict[str, Any], seed: int) -> None:
    found = theirs(30, seed, **{"multivariate": True, **options})
    run = simulate(optimizer("tpe", **options), surface("beale"), [0.0, 0.0], 30, seed=seed)
    assert run.recorded["trials"][0, 1:].tolist() == found
    assert run.calls[0].tolist() == list(range(31))


@pytest.mark.parametrize(
    ("name", "options", "best"),
    [
        ("tpe", {}, [0.00895019031247702, 0.004196368690941834, 8.492777427221571e-05]),
        ("tpe alone", {"multivariate": False}, [0.031186787846363435, 0.00645091033810345, 0.0002895421677121043]),
    ],
)
def test_it_tries_what_the_same_version_tried(name: str, options: dict[str, Any], best: list[float]) -> None:
    optuna()
    run = simulate(optimizer("tpe", **options), SQUARE, [0.9, 0.9], 100, seed=REFERENCE["seed"])
    trials = run.recorded["trials"][0, 1:].tolist()
    assert trials[:10] == REFERENCE["random"][:10]
    if version("optuna") == REFERENCE["versions"]["optuna"]:
        assert trials == REFERENCE[name]
        assert [run.values[0, after] for after in (20, 50, 100)] == best


def test_more_steps_only_add_trials() -> None:
    optuna()
    short, long = (simulate(optimizer("tpe"), SQUARE, [0.9, 0.9], steps, seed=3) for steps in (15, 25))
    assert long.recorded["trials"][0, 1:16].tobytes() == short.recorded["trials"][0, 1:].tobytes()


def test_a_step_may_be_taken_again_from_any_state() -> None:
    optuna()
    method, oracle = optimizer("tpe", n_startup_trials=2), Oracle(SQUARE, starts=np.zeros((1, 2)))
    states = [method.init(np.zeros((1, 2)))]
    for t in range(1, 8):
        states.append(method.step(states[-1], oracle, t))
    for t in (3, 7, 1):
        assert method.step(states[t - 1], oracle, t)["trials"].tobytes() == states[t]["trials"].tobytes()
    other = Oracle(SQUARE, seed=1, starts=np.zeros((1, 2)))
    assert method.step(states[0], other, 1)["trials"].tobytes() != states[1]["trials"].tobytes()


def test_trials_without_a_value_have_failed_and_it_goes_on() -> None:
    optuna()
    half = from_expression("sqrt(x) + y**2", Bounds((-3, 3), (-3, 3)))
    run = simulate(optimizer("tpe"), half, [1.0, 1.0], 40)
    assert np.isnan(half.value(run.recorded["trials"][0, 1:])).any()
    assert run.values[0, -1] < 1
    assert run.diverged_at.tolist() == [-1]


def test_it_is_quiet_and_leaves_nothing_of_optunas_changed(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = optuna()
    monkeypatch.chdir(tmp_path)
    library.logging.set_verbosity(library.logging.INFO)
    library.logging.enable_propagation()
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings():
        warnings.simplefilter("error")
        before: Any = np.random.get_state()  # noqa: NPY002  (it is anybody's)
        simulate(optimizer("tpe"), SQUARE, [0.9, 0.9], 12)
        after: Any = np.random.get_state()  # noqa: NPY002
        assert after[1].tolist() == before[1].tolist()
    library.logging.disable_propagation()
    assert library.logging.get_verbosity() == library.logging.INFO
    assert [record for record in caplog.records if record.name.startswith("optuna")] == []
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_without_optuna_it_says_what_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    scenario = parse(TEXT)  # a scenario is right wherever it is read
    told = r"TPE needs optuna; this installs it: pip install 'optviz\[optuna\]'"
    for asked in (lambda: run_scenario(scenario), lambda: render(scenario, tmp_path / "x.gif")):
        with pytest.raises(MissingToolError, match=told):
            asked()
    with pytest.raises(MissingToolError, match=told):
        simulate(optimizer("tpe"), SQUARE, [0.9, 0.9], 2)
    assert not list(tmp_path.iterdir())
