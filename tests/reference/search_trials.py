"""Computes what Optuna's samplers try on h1^2 + h2^2 in [-1, 1]^2, one trial after the other.

    python -m tests.reference.search_trials

writes search_trials.json in data/. It needs Optuna.
"""

from __future__ import annotations

from typing import Any

import optuna

from tests.reference.frame import versions, write

SEED, TRIALS = 0, 100
SAMPLERS = {
    "random": optuna.samplers.RandomSampler(seed=SEED),
    "tpe": optuna.samplers.TPESampler(seed=SEED, multivariate=True),
    "tpe alone": optuna.samplers.TPESampler(seed=SEED, multivariate=False),
}


def value(trial: optuna.Trial) -> float:
    """The function at what the trial suggests."""
    h1, h2 = trial.suggest_float("h1", -1, 1), trial.suggest_float("h2", -1, 1)
    return float(h1**2 + h2**2)


def trials(sampler: optuna.samplers.BaseSampler) -> list[list[float]]:
    """The places that a sampler tries."""
    study = optuna.create_study(sampler=sampler)
    study.optimize(value, n_trials=TRIALS)
    return [[trial.params["h1"], trial.params["h2"]] for trial in study.trials]


def content() -> dict[str, Any]:
    """Everything that goes into search_trials.json."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    tried = {name: trials(sampler) for name, sampler in SAMPLERS.items()}
    return {"versions": versions("optuna", "numpy"), "seed": SEED, **tried}


if __name__ == "__main__":
    write("search_trials", content())
