"""Computes what optax does with options that torch has not, or has with other conventions.

    python -m tests.reference.optax_conventions_trajectories

writes optax_conventions_trajectories.json in data/. Two things are put right on the way: optax.adafactor takes a power
of the step, and its average of steps, in 32-bit floats.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp  # type: ignore[import-not-found]
import optax  # type: ignore[import-not-found]

from tests.reference.frame import call_trajectories, versions, write
from tests.reference.optax_walk import evaluated, walk

if TYPE_CHECKING:
    from tests.reference.frame import Call, Function, Point

CALLS: list[Call] = [
    ("sgd", {"lr": 0.002}, "optax.sgd", {"learning_rate": 0.002}),
    (
        "momentum",
        {"lr": 0.001, "momentum": 0.8, "nesterov": True},
        "optax.sgd",
        {"learning_rate": 0.001, "momentum": 0.8, "nesterov": True},
    ),
    (
        "adagrad",
        {"eps_inside": True, "lr": 0.3, "initial_accumulator_value": 0.2, "eps": 0.001},
        "optax.adagrad",
        {"learning_rate": 0.3, "initial_accumulator_value": 0.2, "eps": 0.001},
    ),
    (
        "adadelta",
        {"lr": 1.5, "rho": 0.97, "eps": 0.0001, "weight_decay": 0.02},
        "optax.adadelta",
        {"learning_rate": 1.5, "rho": 0.97, "eps": 0.0001, "weight_decay": 0.02},
    ),
    (
        "rmsprop",
        {
            "form": "classical",
            "lr": 0.02,
            "rho": 0.8,
            "eps": 0.001,
            "initial_scale": 1.0,
            "eps_inside": True,
            "momentum": 0.6,
        },
        "optax.rmsprop",
        {"learning_rate": 0.02, "decay": 0.8, "eps": 0.001, "initial_scale": 1.0, "eps_in_sqrt": True, "momentum": 0.6},
    ),
    (
        "rmsprop",
        {
            "form": "classical",
            "lr": 0.02,
            "rho": 0.8,
            "eps": 0.001,
            "initial_scale": 0.3,
            "eps_inside": False,
            "momentum": 0.6,
            "nesterov": True,
            "bias_correction": True,
        },
        "optax.rmsprop",
        {
            "learning_rate": 0.02,
            "decay": 0.8,
            "eps": 0.001,
            "initial_scale": 0.3,
            "eps_in_sqrt": False,
            "momentum": 0.6,
            "nesterov": True,
            "bias_correction": True,
        },
    ),
    (
        "rmsprop",
        {
            "form": "classical",
            "lr": 0.02,
            "rho": 0.8,
            "eps": 1.0,
            "initial_scale": 1.0,
            "eps_inside": True,
            "centered": True,
            "bias_correction": True,
        },
        "optax.rmsprop",
        {
            "learning_rate": 0.02,
            "decay": 0.8,
            "eps": 1.0,
            "initial_scale": 1.0,
            "eps_in_sqrt": True,
            "centered": True,
            "bias_correction": True,
        },
    ),
    (
        "rmsprop",
        {"form": "classical", "lr": 0.02, "rho": 0.9, "eps": 0.001, "eps_inside": True, "bias_correction": True},
        "optax.rmsprop",
        {"learning_rate": 0.02, "decay": 0.9, "eps": 0.001, "eps_in_sqrt": True, "bias_correction": True},
    ),
    (
        "adam",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.01},
        "optax.adam",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01},
    ),
    (
        "adamw",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.01, "weight_decay": 0.1},
        "optax.adamw",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01, "weight_decay": 0.1},
    ),
    (
        "adamax",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001},
        "optax.adamax",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001},
    ),
    (
        "adamax",
        {"decoupled_weight_decay": True, "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "weight_decay": 0.1},
        "optax.adamaxw",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "weight_decay": 0.1},
    ),
    (
        "nadam",
        {"form": "dozat", "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.01},
        "optax.nadam",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01},
    ),
    (
        "nadam",
        {
            "form": "dozat",
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "eps_root": 0.01,
            "weight_decay": 0.1,
        },
        "optax.nadamw",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01, "weight_decay": 0.1},
    ),
    (
        "amsgrad",
        {"form": "optax", "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.01},
        "optax.amsgrad",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01},
    ),
    (
        "amsgrad",
        {"form": "optax", "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "bias_correction_mu": False},
        "optax.amsgrad",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "bias_correction_mu": False},
    ),
    (
        "amsgrad",
        {"form": "optax", "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "bias_correction_nu": False},
        "optax.amsgrad",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "bias_correction_nu": False},
    ),
    (
        "radam",
        {
            "form": "optax",
            "lr": 0.002,
            "beta1": 0.8,
            "beta2": 0.95,
            "eps": 0.001,
            "eps_root": 0.01,
            "threshold": 4.5,
            "nesterov": True,
        },
        "optax.radam",
        {
            "learning_rate": 0.002,
            "b1": 0.8,
            "b2": 0.95,
            "eps": 0.001,
            "eps_root": 0.01,
            "threshold": 4.5,
            "nesterov": True,
        },
    ),
    (
        "radam",
        {"form": "optax", "lr": 0.002, "beta1": 0.8, "beta2": 0.99, "eps": 0.001, "threshold": 9.0},
        "optax.radam",
        {"learning_rate": 0.002, "b1": 0.8, "b2": 0.99, "eps": 0.001, "threshold": 9.0},
    ),
    (
        "adafactor",
        {
            "form": "optax",
            "lr": 0.05,
            "multiply_by_parameter_scale": False,
            "d": 1.5,
            "momentum": 0.8,
            "eps1": 0.001,
            "beta2_decay": -0.6,
        },
        "optax.adafactor",
        {
            "learning_rate": 0.05,
            "decay_rate": 0.6,
            "multiply_by_parameter_scale": False,
            "clipping_threshold": 1.5,
            "momentum": 0.8,
            "eps": 0.001,
        },
    ),
    (
        "adafactor",
        {
            "form": "optax",
            "lr": 0.05,
            "d": 1.0,
            "eps1": 0.001,
            "beta2_decay": -0.8,
            "weight_decay": 0.19999999999999998,
        },
        "optax.adafactor",
        {"learning_rate": 0.05, "decay_rate": 0.8, "clipping_threshold": 1.0, "weight_decay_rate": 0.01, "eps": 0.001},
    ),
    (
        "adabelief",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.01},
        "optax.adabelief",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01},
    ),
    (
        "adabelief",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 1e-05, "nesterov": True},
        "optax.adabelief",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 1e-05, "nesterov": True},
    ),
    (
        "ademamix",
        {
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.95,
            "beta3": 0.99,
            "alpha": 2.0,
            "eps": 0.001,
            "eps_root": 0.01,
            "weight_decay": 0.1,
        },
        "optax.contrib.ademamix",
        {
            "learning_rate": 0.05,
            "b1": 0.8,
            "b2": 0.95,
            "b3": 0.99,
            "alpha": 2.0,
            "eps": 0.001,
            "eps_root": 0.01,
            "weight_decay": 0.1,
        },
    ),
    (
        "adopt",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.1, "nesterov": True},
        "optax.contrib.adopt",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.1, "nesterov": True},
    ),
    ("fromage", {"lr": 0.05, "min_norm": 1.0}, "optax.fromage", {"learning_rate": 0.05, "min_norm": 1.0}),
    (
        "lamb",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.01, "weight_decay": 0.1},
        "optax.lamb",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.01, "weight_decay": 0.1},
    ),
    (
        "novograd",
        {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 0.001, "eps_root": 0.5, "weight_decay": 0.1},
        "optax.novograd",
        {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "eps": 0.001, "eps_root": 0.5, "weight_decay": 0.1},
    ),
    (
        "muon",
        {
            "lr": 0.02,
            "ns_coefficients": [2.0, -1.5, 0.5],
            "ns_steps": 4,
            "momentum": 0.8,
            "eps": 0.001,
            "weight_decay": 0.1,
            "rms_rate": 0.2,
        },
        "optax.contrib.muon",
        {
            "learning_rate": 0.02,
            "ns_coeffs": [2.0, -1.5, 0.5],
            "ns_steps": 4,
            "beta": 0.8,
            "eps": 0.001,
            "weight_decay": 0.1,
            "consistent_rms": 0.2,
        },
    ),
    (
        "muon",
        {"lr": 0.002, "ns_steps": 5, "momentum": 0.8, "eps": 0.001, "adaptive": True},
        "optax.contrib.muon",
        {"learning_rate": 0.002, "ns_steps": 5, "beta": 0.8, "eps": 0.001, "adaptive": True},
    ),
    (
        "schedule_free_sgd",
        {"lr": 0.001, "beta": 0.8, "weight_lr_power": 1.0, "weight_decay": 0.1},
        "optax.contrib.schedule_free_sgd",
        {"learning_rate": 0.001, "b1": 0.8, "weight_lr_power": 1.0, "weight_decay": 0.1},
    ),
    (
        "schedule_free_adamw",
        {"lr": 0.03, "beta": 0.8, "beta2": 0.95, "eps": 0.001, "weight_lr_power": 0.0, "weight_decay": 0.1},
        "optax.contrib.schedule_free_adamw",
        {"learning_rate": 0.03, "b1": 0.8, "b2": 0.95, "eps": 0.001, "weight_lr_power": 0.0, "weight_decay": 0.1},
    ),
]


def kept(step: Any, decay_rate: float) -> Any:
    """What optax.adafactor's average of squares keeps, in 64-bit floats."""
    return 1 - jnp.array(step + 1, jnp.float64) ** -decay_rate


optax.scale_by_factored_rms.__defaults__ = (*optax.scale_by_factored_rms.__defaults__[:-1], kept)


def iterates(library: str, options: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that optax makes of it."""
    wide = {"dtype_momentum": jnp.float64} if library == "optax.adafactor" else {}
    made = operator.attrgetter(library.removeprefix("optax."))(optax)(**options, **wide)
    if "schedule_free" in library:
        return evaluated(made, function, start)
    # To Muon the point is a matrix of one output, wide as its two inputs.
    return walk(made, function, start, shape=(2, 1) if library.endswith("muon") else (2,))


if __name__ == "__main__":
    write("optax_conventions_trajectories", call_trajectories(CALLS, iterates, versions("optax", "jax")))
