"""Computes what optax does, for the tests to hold optviz against without having optax or jax.

    python -m tests.reference.optax_trajectories

writes optax_trajectories.json in data/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import optax  # type: ignore[import-not-found]
from optax import contrib

from tests.reference.frame import Setting, trajectories, versions, write
from tests.reference.optax_walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reference.frame import Function, Point

SETTINGS: list[Setting] = [
    ("adabelief", {}),
    ("adabelief", {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.05}),
    ("yogi", {}),
    (
        "yogi",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "eps": 1e-4, "initial_accumulator_value": 0.1, "weight_decay": 0.05},
    ),
    ("novograd", {}),
    ("novograd", {"lr": 2e-3, "beta1": 0.8, "beta2": 0.9, "eps": 1e-3, "weight_decay": 0.05}),
    ("lamb", {}),
    ("lamb", {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.05}),
    ("lars", {}),
    (
        "lars",
        {"lr": 0.2, "momentum": 0.8, "trust_coefficient": 0.02, "weight_decay": 0.05, "eps": 0.1, "nesterov": True},
    ),
    ("adopt", {}),
    ("adopt", {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 0.1, "weight_decay": 0.05}),
    ("adopt", {"lr": 0.02, "form": "plain"}),
    ("ademamix", {}),
    (
        "ademamix",
        {"lr": 5e-3, "beta1": 0.8, "beta2": 0.95, "beta3": 0.99, "alpha": 2.0, "eps": 1e-3, "weight_decay": 0.05},
    ),
    ("sm3", {}),
    ("sm3", {"lr": 0.3, "momentum": 0.5, "eps": 0.1}),
    ("muon", {}),
    ("muon", {"lr": 0.02, "momentum": 0.8, "ns_steps": 3, "eps": 1e-3, "weight_decay": 0.05}),
    ("muon", {"lr": 0.01, "nesterov": False}),
]

# The learning rates that optviz sets where optax has no default.
RATES = {"yogi": 1e-2, "lars": 1.0, "sm3": 0.1}
NAMES = {
    "beta1": "b1",
    "beta2": "b2",
    "beta3": "b3",
    "lr": "learning_rate",
}


def named(given: dict[str, Any], **names: str) -> dict[str, Any]:
    """Hyper-parameters under optax's names."""
    return {{**NAMES, **names}.get(name, name): value for name, value in given.items()}


def decayed(make: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """A method for which optax leaves L2 decay to a transformation before it."""

    def made(given: dict[str, Any]) -> Any:
        rest = {name: value for name, value in given.items() if name != "weight_decay"}
        return optax.chain(optax.add_decayed_weights(given.get("weight_decay", 0.0)), make(rest))

    return made


def adabelief(given: dict[str, Any]) -> Any:
    """Both of optax's eps are optviz's."""
    both = {"eps_root": given["eps"]} if "eps" in given else {}
    return optax.adabelief(**named(given), **both)


def yogi(given: dict[str, Any]) -> Any:
    """optax.yogi, whose initial_accumulator_value can be set underneath only."""
    rest = {name: value for name, value in given.items() if name != "lr"}
    return optax.chain(optax.scale_by_yogi(**named(rest)), optax.scale(-given["lr"]))


def sm3(given: dict[str, Any]) -> Any:
    """optax.sm3, whose eps can be set underneath only."""
    rest = {name: value for name, value in given.items() if name != "lr"}
    return optax.chain(optax.scale_by_sm3(**named(rest, momentum="b1")), optax.scale(-given["lr"]))


def adopt(given: dict[str, Any]) -> Any:
    """Form plain is without clipping."""
    rest = {name: value for name, value in given.items() if name != "form"}
    return contrib.adopt(**named(rest), use_clipping=given.get("form") != "plain")


METHODS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "adabelief": decayed(adabelief),
    "yogi": decayed(yogi),
    "novograd": lambda given: optax.novograd(**named(given)),
    "lamb": lambda given: optax.lamb(**named(given)),
    "lars": lambda given: optax.lars(**named(given)),
    "adopt": decayed(adopt),
    "ademamix": lambda given: contrib.ademamix(**named(given)),
    "sm3": sm3,
    "muon": lambda given: contrib.muon(**named(given, momentum="beta")),
}


def iterates(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that optax makes of it."""
    transformation = METHODS[method]({"lr": RATES.get(method, 1e-3), **given})
    # To Muon the point is a matrix of one output, wide as its two inputs.
    return walk(transformation, function, start, shape=(2, 1) if method == "muon" else (2,))


if __name__ == "__main__":
    write("optax_trajectories", trajectories(SETTINGS, iterates, versions("optax", "jax")))
