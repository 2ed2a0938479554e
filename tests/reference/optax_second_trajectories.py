"""Computes what optax and optax.contrib do for the sign methods and the methods without a rate to choose.

    python -m tests.reference.optax_second_trajectories

writes optax_second_trajectories.json in data/. It needs jax and optax, in 64-bit floats: some scalars
(powers of betas, an integer in 32 bits to the power) would be float32 otherwise.

sophia is given the exact diagonal of the Hessian in place of Hutchinson's random estimate, fromage no smallest
norm. The schedule-free methods' parameters hold y; what is kept is x.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
import optax  # type: ignore[import-not-found]
from optax import contrib

from tests.reference.frame import Setting, trajectories, versions, write
from tests.reference.optax_walk import evaluated, walk

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point

SETTINGS: list[Setting] = [
    ("lion", {"lr": 0.02, "beta1": 0.85, "beta2": 0.97, "weight_decay": 0.1}),
    ("signsgd", {"lr": 0.017}),
    ("signum", {"lr": 0.02, "beta": 0.8}),
    ("fromage", {"lr": 0.05}),
    ("sophia", {}),
    (
        "sophia",
        {
            "lr": 0.02,
            "beta1": 0.8,
            "beta2": 0.7,
            "eps": 1e-3,
            "weight_decay": 0.2,
            "gamma": 0.5,
            "clip_threshold": 0.6,
            "update_interval": 4,
        },
    ),
    ("schedule_free_sgd", {"lr": 2e-3}),
    ("schedule_free_sgd", {"lr": 1e-3, "beta": 0.7, "weight_decay": 0.1}),
    ("schedule_free_adamw", {}),
    ("schedule_free_adamw", {"lr": 0.03, "beta": 0.8, "beta2": 0.97, "eps": 1e-4, "weight_decay": 0.1}),
    ("dadapt_adam", {"decouple": True, "use_bias_correction": True, "lr": 0.1, "d0": 1e-3}),
    (
        "dadapt_adam",
        {
            "decouple": True,
            "use_bias_correction": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.99,
            "eps": 1e-5,
            "weight_decay": 0.1,
            "d0": 1e-3,
        },
    ),
    ("prodigy", {"use_bias_correction": True, "lr": 0.1, "d0": 1e-3}),
    (
        "prodigy",
        {
            "use_bias_correction": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.99,
            "beta3": 0.9,
            "d_coef": 0.8,
            "eps": 1e-5,
            "weight_decay": 0.1,
            "d0": 1e-3,
            "safeguard_warmup": True,
        },
    ),
]
MAKERS = {
    "lion": optax.lion,
    "signsgd": optax.sign_sgd,
    "signum": optax.signum,
    "fromage": optax.fromage,
    "sophia": contrib.sophia,
    "dadapt_adam": contrib.dadapt_adamw,
    "prodigy": contrib.prodigy,
    "schedule_free_sgd": contrib.schedule_free_sgd,
    "schedule_free_adamw": contrib.schedule_free_adamw,
}
FIXED: dict[str, dict[str, Any]] = {
    "lion": {"weight_decay": 0.0},
    "fromage": {"min_norm": 0.0},
    "sophia": {"learning_rate": 1e-3},
}
NAMES = {"lr": "learning_rate", "beta1": "b1", "beta2": "b2", "d0": "estim_lr0", "d_coef": "estim_lr_coef"}
# What these two always do has no name there.
UNNAMED = ("decouple", "use_bias_correction")


def transformation(method: str, given: dict[str, Any], function: Function) -> Any:
    """optax's transformation for a method and its hyper-parameters."""
    named = {NAMES.get(name, name): value for name, value in given.items() if name not in UNNAMED}
    if method in ("dadapt_adam", "prodigy"):
        named["betas"] = (named.pop("b1", 0.9), named.pop("b2", 0.999))
    if method.startswith("schedule_free") and "beta" in named:
        named["b1"] = named.pop("beta")
    if method == "sophia":
        named["hessian_diagonal_fn"] = exact_diagonal(function)
    return MAKERS[method](**{**FIXED.get(method, {}), **named})


def exact_diagonal(function: Function) -> Any:
    """A transformation that answers with the Hessian's diagonal, whatever the gradient."""
    hessian = jax.hessian(lambda point: function(point[0], point[1], jnp))
    return optax.GradientTransformation(lambda _: (), lambda _, state, params: (jnp.diag(hessian(params)), state))


def library(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that the library makes of it."""
    made = transformation(method, given, function)
    if method.startswith("schedule_free"):
        return evaluated(made, function, start)
    return walk(made, function, start)


def main() -> None:
    """Write the file."""
    write("optax_second_trajectories", trajectories(SETTINGS, library, versions("optax", "jax")))


if __name__ == "__main__":
    main()
