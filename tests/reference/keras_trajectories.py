"""Computes what keras.optimizers does, for the tests to hold optviz against without having Keras.

    KERAS_BACKEND=jax python -m tests.reference.keras_trajectories

writes keras_trajectories.json in data/. It needs keras and jax, in 64-bit floats: Keras takes means and
lengths in 32 bits, which is put right on the way. The schedule-free optimizer's variable holds y; what is kept is x.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
import keras  # type: ignore[import-not-found]
import numpy as np

from tests.reference.frame import STEPS, call_trajectories, versions, write

if TYPE_CHECKING:
    from tests.reference.frame import Call, Function, Point

CALLS: list[Call] = [
    ("sgd", {"lr": 0.002}, "keras.optimizers.SGD", {"learning_rate": 0.002}),
    (
        "momentum",
        {"form": "classical", "lr": 0.001, "momentum": 0.8, "nesterov": True},
        "keras.optimizers.SGD",
        {"learning_rate": 0.001, "momentum": 0.8, "nesterov": True},
    ),
    (
        "sgdw",
        {"lr": 0.001, "momentum": 0.8, "weight_decay": 0.1},
        "keras.optimizers.SGD",
        {"learning_rate": 0.001, "momentum": 0.8, "weight_decay": 0.1},
    ),
    (
        "adagrad",
        {
            "eps_inside": True,
            "decoupled_weight_decay": True,
            "lr": 0.3,
            "initial_accumulator_value": 0.2,
            "eps": 0.001,
            "weight_decay": 0.1,
        },
        "keras.optimizers.Adagrad",
        {"learning_rate": 0.3, "initial_accumulator_value": 0.2, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "adadelta",
        {"decoupled_weight_decay": True, "lr": 1.5, "rho": 0.97, "eps": 0.0001, "weight_decay": 0.02},
        "keras.optimizers.Adadelta",
        {"learning_rate": 1.5, "rho": 0.97, "epsilon": 0.0001, "weight_decay": 0.02},
    ),
    (
        "rmsprop",
        {
            "form": "classical",
            "eps_inside": True,
            "decoupled_weight_decay": True,
            "lr": 0.02,
            "rho": 0.8,
            "momentum": 0.6,
            "eps": 0.001,
            "weight_decay": 0.1,
        },
        "keras.optimizers.RMSprop",
        {"learning_rate": 0.02, "rho": 0.8, "momentum": 0.6, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "rmsprop",
        {
            "form": "classical",
            "eps_inside": True,
            "decoupled_weight_decay": True,
            "lr": 0.02,
            "rho": 0.8,
            "eps": 0.1,
            "centered": True,
        },
        "keras.optimizers.RMSprop",
        {"learning_rate": 0.02, "rho": 0.8, "epsilon": 0.1, "centered": True},
    ),
    (
        "adam",
        {"form": "keras", "decoupled_weight_decay": True, "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001},
        "keras.optimizers.Adam",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001},
    ),
    (
        "adam",
        {
            "form": "keras",
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "weight_decay": 0.1,
        },
        "keras.optimizers.Adam",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "adamw",
        {"form": "keras", "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "weight_decay": 0.1},
        "keras.optimizers.AdamW",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "amsgrad",
        {
            "form": "keras",
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "weight_decay": 0.1,
        },
        "keras.optimizers.Adam",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.1, "amsgrad": True},
    ),
    (
        "amsgrad",
        {
            "form": "keras",
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "weight_decay": 0.2,
        },
        "keras.optimizers.AdamW",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.2, "amsgrad": True},
    ),
    (
        "adamax",
        {"form": "keras", "decoupled_weight_decay": True, "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001},
        "keras.optimizers.Adamax",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001},
    ),
    (
        "adamax",
        {
            "form": "keras",
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "weight_decay": 0.1,
        },
        "keras.optimizers.Adamax",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "nadam",
        {"form": "keras", "decoupled_weight_decay": True, "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001},
        "keras.optimizers.Nadam",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001},
    ),
    (
        "nadam",
        {
            "form": "keras",
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "weight_decay": 0.1,
        },
        "keras.optimizers.Nadam",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "adafactor",
        {"form": "keras", "lr": 0.05, "beta2_decay": -0.6, "eps1": 0.001, "eps2": 0.1, "d": 1.5, "weight_decay": 0.1},
        "keras.optimizers.Adafactor",
        {
            "learning_rate": 0.05,
            "beta_2_decay": -0.6,
            "epsilon_1": 0.001,
            "epsilon_2": 0.1,
            "clip_threshold": 1.5,
            "weight_decay": 0.1,
        },
    ),
    (
        "ftrl",
        {"lr": 0.05, "initial_accumulator_value": 0.1},
        "keras.optimizers.Ftrl",
        {"learning_rate": 0.05, "initial_accumulator_value": 0.1},
    ),
    (
        "ftrl",
        {
            "lr": 0.3,
            "lr_power": -0.4,
            "initial_accumulator_value": 0.2,
            "lambda1": 0.1,
            "l2_shrinkage": 0.05,
            "beta": 0.3,
            "lambda2": 0.4,
        },
        "keras.optimizers.Ftrl",
        {
            "learning_rate": 0.3,
            "learning_rate_power": -0.4,
            "initial_accumulator_value": 0.2,
            "l1_regularization_strength": 0.1,
            "l2_regularization_strength": 0.2,
            "l2_shrinkage_regularization_strength": 0.05,
            "beta": 0.3,
        },
    ),
    (
        "ftrl",
        {"lr": 0.3, "initial_accumulator_value": 0.2, "weight_decay": 0.1},
        "keras.optimizers.Ftrl",
        {"learning_rate": 0.3, "initial_accumulator_value": 0.2, "weight_decay": 0.1},
    ),
    (
        "lamb",
        {"decoupled_weight_decay": True, "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "weight_decay": 0.1},
        "keras.optimizers.Lamb",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "weight_decay": 0.1},
    ),
    (
        "lion",
        {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1},
        "keras.optimizers.Lion",
        {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "weight_decay": 0.1},
    ),
    (
        "muon",
        {
            "form": "torch",
            "lr": 0.02,
            "weight_decay": 0.1,
            "momentum": 0.8,
            "ns_steps": 4,
            "nesterov": True,
            "rms_rate": None,
            "eps": 2e-08,
        },
        "keras.optimizers.Muon",
        {
            "learning_rate": 0.02,
            "weight_decay": 0.1,
            "momentum": 0.8,
            "ns_steps": 4,
            "nesterov": True,
            "rms_rate": None,
        },
    ),
    (
        "schedule_free_adamw",
        {"weight_lr_power": 0.0, "lr": 0.03, "beta": 0.8, "beta2": 0.95, "eps": 0.001, "warmup_steps": 20},
        "keras.optimizers.ScheduleFreeAdamW",
        {"learning_rate": 0.03, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001, "warmup_steps": 20},
    ),
]


jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")
operations = sys.modules[keras.optimizers.Muon.__module__].ops
operations.mean, operations.norm = jnp.mean, jnp.linalg.norm


def iterates(library: str, options: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that Keras makes of it."""
    optimizer = getattr(keras.optimizers, library.removeprefix("keras.optimizers."))(**options)
    # To Muon the point is a matrix of one output, wide as its two inputs.
    shape = (2, 1) if library.endswith("Muon") else (2,)
    point = keras.Variable(np.array(start).reshape(shape), name="point")

    def value(p: Any) -> Any:
        x, y = p.flatten()
        return function(x, y, jnp)

    slope = jax.jit(jax.grad(value))
    optimizer.build([point])
    positions = [start]
    for _ in range(STEPS):
        optimizer.apply([slope(point.value)])
        positions.append(shown(optimizer, point, options))
    return positions


def shown(optimizer: Any, point: Any, options: dict[str, Any]) -> Point:
    """The point to evaluate: between y, the variable, and z where there are two."""
    y: Any = np.array(point.value)
    if type(optimizer).__name__ == "ScheduleFreeAdamW":
        (z,) = [np.array(held.value) for held in optimizer.variables if held.name.endswith("momentum")]
        y = (y - (1 - options["beta_1"]) * z) / options["beta_1"]
    flat: Point = y.flatten().tolist()
    return flat


if __name__ == "__main__":
    write("keras_trajectories", call_trajectories(CALLS, iterates, versions("keras", "jax")))
