"""Computes what pytorch_optimizer and adabelief_pytorch do with their less usual options.

    python -m tests.reference.pytorch_optimizer_conventions_trajectories

writes pytorch_optimizer_conventions_trajectories.json in data/. Three things are put right on the way: the library adds
1e-15 to every mean square that may be a maximum, keeps QHAdam's bias corrections in 32-bit floats, and puts its
schedule-free methods' y in the parameter, where x is kept here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import adabelief_pytorch  # type: ignore[import-not-found]
import pytorch_optimizer  # type: ignore[import-not-found]

from tests.reference.frame import call_trajectories, versions, write
from tests.reference.pytorch_optimizer_trajectories import ExactQHAdam
from tests.reference.torch_walk import Evaluated, walk

if TYPE_CHECKING:
    from tests.reference.frame import Call, Function, Point

CALLS: list[Call] = [
    (
        "sgdw",
        {"lr": 0.0005, "momentum": 0.8, "weight_decay": 0.1, "decoupled_weight_decay": False, "nesterov": True},
        "pytorch_optimizer.SGDW",
        {"lr": 0.0005, "momentum": 0.8, "weight_decay": 0.1, "weight_decouple": False, "nesterov": True},
    ),
    (
        "adadelta",
        {"lr": 1.5, "rho": 0.8, "eps": 0.001, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.AdaDelta",
        {"lr": 1.5, "rho": 0.8, "eps": 0.001, "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "adamax",
        {"lr": 0.05, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.AdaMax",
        {"lr": 0.05, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "radam",
        {
            "decoupled_weight_decay": True,
            "lr": 0.002,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "threshold": 4,
            "degenerated_to_sgd": True,
        },
        "pytorch_optimizer.RAdam",
        {
            "lr": 0.002,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "n_sma_threshold": 4,
            "degenerated_to_sgd": True,
        },
    ),
    (
        "radam",
        {
            "decoupled_weight_decay": True,
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.99,
            "weight_decay": 0.1,
            "threshold": 7,
            "degenerated_to_sgd": False,
        },
        "pytorch_optimizer.RAdam",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.99],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "n_sma_threshold": 7,
            "degenerated_to_sgd": False,
        },
    ),
    (
        "adabelief",
        {"lr": 0.05, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.AdaBelief",
        {"lr": 0.05, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "adabelief",
        {
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "decoupled_weight_decay": False,
            "amsgrad": True,
        },
        "pytorch_optimizer.AdaBelief",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": False,
            "ams_bound": True,
        },
    ),
    (
        "adabelief",
        {
            "lr": 0.002,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.99,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "rectify": True,
            "degenerated_to_sgd": True,
            "threshold": 5,
        },
        "pytorch_optimizer.AdaBelief",
        {
            "lr": 0.002,
            "eps": 0.001,
            "betas": [0.8, 0.99],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "rectify": True,
            "degenerated_to_sgd": True,
            "n_sma_threshold": 5,
        },
    ),
    (
        "adabelief",
        {
            "lr": 0.002,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.99,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "rectify": True,
            "degenerated_to_sgd": False,
            "threshold": 7,
            "amsgrad": True,
        },
        "pytorch_optimizer.AdaBelief",
        {
            "lr": 0.002,
            "eps": 0.001,
            "betas": [0.8, 0.99],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "rectify": True,
            "degenerated_to_sgd": False,
            "n_sma_threshold": 7,
            "ams_bound": True,
        },
    ),
    (
        "adabelief",
        {
            "lr": 0.002,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.99,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "rectify": True,
            "degenerated_to_sgd": True,
        },
        "adabelief_pytorch.AdaBelief",
        {
            "lr": 0.002,
            "eps": 0.001,
            "betas": [0.8, 0.99],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "rectify": True,
            "degenerated_to_sgd": True,
        },
    ),
    (
        "adabelief",
        {
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "rectify": False,
            "amsgrad": True,
        },
        "adabelief_pytorch.AdaBelief",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "rectify": False,
            "amsgrad": True,
        },
    ),
    (
        "adabound",
        {
            "lr": 0.02,
            "final_lr": 0.001,
            "gamma": 0.1,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
        },
        "pytorch_optimizer.AdaBound",
        {
            "lr": 0.02,
            "final_lr": 0.001,
            "gamma": 0.1,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": True,
        },
    ),
    (
        "adabound",
        {
            "lr": 0.02,
            "final_lr": 0.001,
            "gamma": 0.1,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "form": "amsbound",
        },
        "pytorch_optimizer.AdaBound",
        {
            "lr": 0.02,
            "final_lr": 0.001,
            "gamma": 0.1,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "ams_bound": True,
        },
    ),
    (
        "adamod",
        {
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "beta3": 0.9,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
        },
        "pytorch_optimizer.AdaMod",
        {"lr": 0.05, "eps": 0.001, "betas": [0.8, 0.95, 0.9], "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "adan",
        {"lr": 0.05, "eps": 0.001, "beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "weight_decay": 0.1, "no_prox": True},
        "pytorch_optimizer.Adan",
        {"lr": 0.05, "eps": 0.001, "betas": [0.9, 0.8, 0.95], "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "ademamix",
        {
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "beta3": 0.99,
            "weight_decay": 0.1,
            "decoupled_weight_decay": False,
            "alpha": 2.0,
            "t_alpha_beta3": 70,
        },
        "pytorch_optimizer.AdEMAMix",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.95, 0.99],
            "weight_decay": 0.1,
            "weight_decouple": False,
            "alpha": 2.0,
            "t_alpha_beta3": 70,
        },
    ),
    (
        "adopt",
        {
            "lr": 0.02,
            "eps": 0.1,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "form": "plain",
        },
        "pytorch_optimizer.ADOPT",
        {
            "lr": 0.02,
            "eps": 0.1,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "clip_lambda": None,
        },
    ),
    (
        "aggmo",
        {"lr": 0.0003, "betas": [0.3, 0.8], "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.AggMo",
        {"lr": 0.0003, "betas": [0.3, 0.8], "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "diffgrad",
        {"lr": 0.05, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.DiffGrad",
        {"lr": 0.05, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "diffgrad",
        {
            "lr": 0.002,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.99,
            "weight_decay": 0.1,
            "decoupled_weight_decay": False,
            "rectify": True,
            "threshold": 5,
            "degenerated_to_sgd": True,
            "amsgrad": True,
        },
        "pytorch_optimizer.DiffGrad",
        {
            "lr": 0.002,
            "eps": 0.001,
            "betas": [0.8, 0.99],
            "weight_decay": 0.1,
            "weight_decouple": False,
            "rectify": True,
            "n_sma_threshold": 5,
            "degenerated_to_sgd": True,
            "ams_bound": True,
        },
    ),
    (
        "dadapt_adam",
        {
            "lr": 0.1,
            "beta1": 0.8,
            "beta2": 0.99,
            "d0": 0.001,
            "growth_rate": 1.05,
            "eps": 1e-05,
            "weight_decay": 0.1,
            "decouple": True,
            "use_bias_correction": True,
        },
        "pytorch_optimizer.DAdaptAdam",
        {
            "lr": 0.1,
            "betas": [0.8, 0.99],
            "d0": 0.001,
            "growth_rate": 1.05,
            "eps": 1e-05,
            "weight_decay": 0.1,
            "weight_decouple": True,
            "bias_correction": True,
        },
    ),
    (
        "prodigy",
        {
            "lr": 0.05,
            "beta1": 0.8,
            "beta2": 0.99,
            "beta3": 0.9,
            "d0": 0.001,
            "d_coef": 0.8,
            "growth_rate": 1.1,
            "eps": 1e-05,
            "weight_decay": 0.1,
            "decouple": True,
            "safeguard_warmup": True,
        },
        "pytorch_optimizer.Prodigy",
        {
            "lr": 0.05,
            "betas": [0.8, 0.99],
            "beta3": 0.9,
            "d0": 0.001,
            "d_coef": 0.8,
            "growth_rate": 1.1,
            "eps": 1e-05,
            "weight_decay": 0.1,
            "weight_decouple": True,
            "safeguard_warmup": True,
        },
    ),
    ("fromage", {"lr": 0.05, "p_bound": 0.9}, "pytorch_optimizer.Fromage", {"lr": 0.05, "p_bound": 0.9}),
    (
        "lars",
        {
            "form": "paper",
            "lr": 0.2,
            "momentum": 0.8,
            "dampening": 0.3,
            "trust_coefficient": 0.02,
            "weight_decay": 0.05,
            "nesterov": True,
        },
        "pytorch_optimizer.LARS",
        {
            "lr": 0.2,
            "momentum": 0.8,
            "dampening": 0.3,
            "trust_coefficient": 0.02,
            "weight_decay": 0.05,
            "nesterov": True,
        },
    ),
    (
        "novograd",
        {
            "lr": 0.01,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
            "grad_averaging": True,
        },
        "pytorch_optimizer.NovoGrad",
        {
            "lr": 0.01,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "weight_decouple": True,
            "grad_averaging": True,
        },
    ),
    (
        "novograd",
        {"lr": 0.01, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1, "decoupled_weight_decay": False},
        "pytorch_optimizer.NovoGrad",
        {"lr": 0.01, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.1, "weight_decouple": False},
    ),
    (
        "lion",
        {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1, "decoupled_weight_decay": False},
        "pytorch_optimizer.Lion",
        {"lr": 0.02, "betas": [0.8, 0.95], "weight_decay": 0.1, "weight_decouple": False},
    ),
    (
        "madgrad",
        {"lr": 0.05, "eps": 0.001, "momentum": 0.8, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.MADGRAD",
        {"lr": 0.05, "eps": 0.001, "momentum": 0.8, "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "qhadam",
        {
            "lr": 0.02,
            "eps": 0.001,
            "beta1": 0.9,
            "beta2": 0.95,
            "nu1": 0.7,
            "nu2": 0.9,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
        },
        "pytorch_optimizer.QHAdam",
        {
            "lr": 0.02,
            "eps": 0.001,
            "betas": [0.9, 0.95],
            "nus": [0.7, 0.9],
            "weight_decay": 0.1,
            "weight_decouple": True,
        },
    ),
    (
        "qhm",
        {"lr": 0.002, "momentum": 0.9, "nu": 0.4, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.QHM",
        {"lr": 0.002, "momentum": 0.9, "nu": 0.4, "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "schedule_free_sgd",
        {"lr": 0.001, "beta": 0.8, "weight_decay": 0.1, "r": 1.0, "weight_lr_power": 1.0, "warmup_steps": 30},
        "pytorch_optimizer.ScheduleFreeSGD",
        {"lr": 0.001, "momentum": 0.8, "weight_decay": 0.1, "r": 1.0, "weight_lr_power": 1.0, "warmup_steps": 30},
    ),
    (
        "schedule_free_adamw",
        {
            "lr": 0.03,
            "eps": 0.001,
            "beta": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.1,
            "r": 0.5,
            "weight_lr_power": 1.0,
            "warmup_steps": 30,
            "decoupling_c": 20,
        },
        "pytorch_optimizer.ScheduleFreeAdamW",
        {
            "lr": 0.03,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.1,
            "r": 0.5,
            "weight_lr_power": 1.0,
            "warmup_steps": 30,
            "decoupling_c": 20,
        },
    ),
    (
        "schedule_free_adamw",
        {"lr": 0.03, "eps": 0.001, "beta": 0.8, "beta2": 0.95, "amsgrad": True},
        "pytorch_optimizer.ScheduleFreeAdamW",
        {"lr": 0.03, "eps": 0.001, "betas": [0.8, 0.95], "ams_bound": True},
    ),
    (
        "signsgd",
        {"lr": 0.03, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.SignSGD",
        {"lr": 0.03, "momentum": 0.0, "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "signum",
        {"lr": 0.02, "beta": 0.7, "weight_decay": 0.1, "decoupled_weight_decay": True},
        "pytorch_optimizer.SignSGD",
        {"lr": 0.02, "momentum": 0.7, "weight_decay": 0.1, "weight_decouple": True},
    ),
    (
        "tiger",
        {"lr": 0.02, "beta": 0.8, "weight_decay": 0.1, "decoupled_weight_decay": False},
        "pytorch_optimizer.Tiger",
        {"lr": 0.02, "beta": 0.8, "weight_decay": 0.1, "weight_decouple": False},
    ),
    (
        "sm3",
        {"lr": 0.3, "momentum": 0.5, "beta": 0.6, "eps": 0.1},
        "pytorch_optimizer.SM3",
        {"lr": 0.3, "momentum": 0.5, "beta": 0.6, "eps": 0.1},
    ),
    (
        "yogi",
        {
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "initial_accumulator_value": 0.1,
            "weight_decay": 0.1,
            "decoupled_weight_decay": True,
        },
        "pytorch_optimizer.Yogi",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "initial_accumulator": 0.1,
            "weight_decay": 0.1,
            "weight_decouple": True,
        },
    ),
    (
        "ftrl",
        {"lr": 0.3, "beta": 0.5, "lambda1": 0.4, "lambda2": 0.2},
        "pytorch_optimizer.FTRL",
        {"lr": 0.3, "beta": 0.5, "lambda_1": 0.4, "lambda_2": 0.2},
    ),
]


pytorch_optimizer.base.optimizer.BaseOptimizer.apply_ams_bound.__defaults__ = (0.0,)


def iterates(library: str, options: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that the library makes of it."""
    module, _, name = library.partition(".")
    options = {each: tuple(value) if isinstance(value, list) else value for each, value in options.items()}
    # To LARS a layer is a matrix; vectors it leaves alone.
    shape = (1, 2) if name == "LARS" else (2,)
    return walk(lambda point: made(module, name, point, options), function, start, shape)


def made(module: str, name: str, point: Any, options: dict[str, Any]) -> Any:
    """The library's optimizer of a point."""
    if module == "adabelief_pytorch":
        return adabelief_pytorch.AdaBelief([point], **options, print_change_log=False)
    declared = ExactQHAdam if name == "QHAdam" else getattr(pytorch_optimizer, name)
    optimizer = declared([point], **options, foreach=False)
    return Evaluated(optimizer) if name.startswith("ScheduleFree") else optimizer


if __name__ == "__main__":
    write(
        "pytorch_optimizer_conventions_trajectories",
        call_trajectories(CALLS, iterates, versions("pytorch_optimizer", "adabelief-pytorch", "torch")),
    )
