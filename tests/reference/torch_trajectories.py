"""Computes what torch.optim does, for the tests to hold optviz against without having torch.

    python -m tests.reference.torch_trajectories

writes torch_trajectories.json and torch_schedules.json in data/.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]
from torch.optim import lr_scheduler  # type: ignore[import-not-found]

from tests.reference.frame import STEPS, Setting, trajectories, versions, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reference.frame import Function, Point

COSINE = {"schedule": "cosine", "initial": 0.05, "T_max": 50, "eta_min": 0.001}
EXPONENTIAL = {"schedule": "exponential", "initial": 0.1, "gamma": 0.97}
STEP = {"schedule": "step", "initial": 0.02, "step_size": 25, "gamma": 0.4}
LINEAR = {"schedule": "linear", "initial": 2e-3, "start_factor": 0.25, "end_factor": 0.75, "total_iters": 80}

ASGD = {"lr": 2e-3, "lambd": 0.4, "alpha": 0.9, "t0": 15, "weight_decay": 0.05}

SETTINGS: list[Setting] = [
    ("sgd", {}),
    ("sgd", {"lr": LINEAR, "weight_decay": 0.1}),
    ("momentum", {}),
    ("momentum", {"lr": 5e-4, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.05}),
    ("momentum", {"lr": LINEAR, "momentum": 0.7, "nesterov": True, "weight_decay": 0.01}),
    ("nag", {}),
    ("nag", {"lr": 4e-4, "momentum": 0.95, "weight_decay": 0.02}),
    ("adagrad", {}),
    (
        "adagrad",
        {"lr": 0.5, "lr_decay": 0.02, "initial_accumulator_value": 0.1, "eps": 1e-3, "weight_decay": 0.1},
    ),
    ("adadelta", {}),
    ("adadelta", {"lr": 1.5, "rho": 0.97, "eps": 1e-4, "weight_decay": 0.02}),
    ("rmsprop", {}),
    (
        "rmsprop",
        {"lr": STEP, "rho": 0.9, "momentum": 0.6, "centered": True, "weight_decay": 0.01, "eps": 1e-3},
    ),
    ("adam", {}),
    ("adam", {"lr": EXPONENTIAL, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.05}),
    ("adamw", {}),
    ("adamw", {"lr": COSINE, "beta1": 0.7, "beta2": 0.99, "eps": 1e-6, "weight_decay": 0.3}),
    ("adamax", {}),
    ("adamax", {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "eps": 1e-3, "weight_decay": 0.05}),
    ("nadam", {}),
    ("nadam", {"lr": COSINE, "beta1": 0.8, "beta2": 0.98, "momentum_decay": 0.3, "weight_decay": 0.05}),
    ("amsgrad", {}),
    ("amsgrad", {"lr": 0.1, "beta1": 0.6, "beta2": 0.9, "eps": 1e-3, "weight_decay": 0.05}),
    ("radam", {}),
    ("radam", {"lr": 2e-3, "beta1": 0.8, "beta2": 0.96, "eps": 1e-4, "weight_decay": 0.05}),
    ("asgd", {"lr": 1e-3}),
    ("asgd", ASGD),
    ("asgd:average", ASGD),
    ("rprop", {}),
    ("rprop", {"lr": 0.03, "etaminus": 0.4, "etaplus": 1.1, "step_size_min": 1e-3, "step_size_max": 0.2}),
    ("adafactor", {}),
    (
        "adafactor",
        {"lr": STEP, "beta2_decay": -0.5, "eps1": 1e-3, "eps2": 0.1, "d": 1.5, "weight_decay": 0.05},
    ),
]

SCHEDULES: list[dict[str, Any]] = [
    {"schedule": "constant", "initial": 0.3, "factor": 0.5, "total_iters": 7},
    {"schedule": "step", "initial": 0.1},
    {"schedule": "step", "initial": 0.7, "step_size": 9, "gamma": 0.6},
    {"schedule": "multistep", "initial": 0.4, "milestones": [5, 20, 21], "gamma": 0.3},
    {"schedule": "exponential", "initial": 0.2, "gamma": 0.93},
    {"schedule": "cosine", "initial": 0.1, "T_max": 60},
    {"schedule": "cosine", "initial": 0.1, "T_max": 17, "eta_min": 0.01},
    {"schedule": "warm_restarts", "initial": 0.1, "T_0": 8, "eta_min": 0.02},
    {"schedule": "warm_restarts", "initial": 0.1, "T_0": 5, "T_mult": 3},
    {"schedule": "linear", "initial": 0.9, "total_iters": 5},
    {"schedule": "linear", "initial": 0.5, "start_factor": 1.0, "end_factor": 0.1, "total_iters": 40},
    {"schedule": "polynomial", "initial": 0.5, "total_iters": 30},
    {"schedule": "polynomial", "initial": 0.5, "total_iters": 45, "power": 2.5},
    {"schedule": "one_cycle", "max_lr": 0.4, "total_steps": 60},
    {"schedule": "one_cycle", "max_lr": 0.4, "total_steps": 70, "pct_start": 0.1, "anneal_strategy": "linear"},
    {
        "schedule": "one_cycle",
        "max_lr": 0.2,
        "total_steps": 60,
        "pct_start": 0.4,
        "three_phase": True,
        "div_factor": 5.0,
        "final_div_factor": 50.0,
    },
    {
        "schedule": "sequential",
        "schedules": [
            {"schedule": "linear", "initial": 0.3, "start_factor": 0.1, "total_iters": 8},
            {"schedule": "cosine", "initial": 0.3, "T_max": 25, "eta_min": 0.05},
            {"schedule": "exponential", "initial": 0.3, "gamma": 0.9},
        ],
        "milestones": [8, 33],
    },
    {"schedule": "plateau", "initial": 0.5},
    {"schedule": "plateau", "initial": 0.5, "factor": 0.6, "patience": 2, "threshold": 0.05, "min_lr": 0.05},
    {
        "schedule": "plateau",
        "initial": 0.5,
        "factor": 0.9,
        "patience": 0,
        "threshold": 0.01,
        "threshold_mode": "abs",
        "cooldown": 4,
        "eps": 0.03,
    },
    {"schedule": "plateau", "initial": 0.5, "mode": "max", "factor": 0.8, "patience": 1, "threshold": 0.3},
    {"schedule": "plateau", "initial": 0.5, "mode": "max", "factor": 0.9, "patience": 4, "threshold_mode": "abs"},
    {"schedule": "cyclic", "base_lr": 0.01, "max_lr": 0.3, "step_size_up": 7},
    {
        "schedule": "cyclic",
        "base_lr": 0.01,
        "max_lr": 0.3,
        "step_size_up": 4,
        "step_size_down": 9,
        "mode": "triangular2",
    },
    {"schedule": "cyclic", "base_lr": 0.1, "max_lr": 0.6, "step_size_up": 11, "mode": "exp_range", "gamma": 0.97},
    {"schedule": "inverse_time", "initial": 0.4, "rate": 0.2},
    {"schedule": "inverse_time", "initial": 0.4, "rate": 0.1, "power": 0.5},
    {"schedule": "expression", "of": "0.1/(1 + 0.01*t)"},
    {"schedule": "expression", "of": "0.3*min(t/10, 1)*(1 + cos(pi*n/T))/2", "T": 60},
    {"schedule": "lambda", "initial": 0.2, "lr_lambda": "0.65**(epoch//8)"},
    {"schedule": "lambda", "initial": 0.2, "lr_lambda": "lambda k: 1/sqrt(k + 1)"},
    {"schedule": "multiplicative", "initial": 0.2, "lr_lambda": "0.95"},
    {"schedule": "multiplicative", "initial": 0.2, "lr_lambda": "lambda epoch: 1 - 1/(epoch + 2)**2"},
    {
        "schedule": "chained",
        "schedules": [
            {"schedule": "constant", "initial": 0.3, "factor": 0.1, "total_iters": 20},
            {"schedule": "exponential", "initial": 0.3, "gamma": 0.9},
        ],
    },
    {
        "schedule": "chained",
        "schedules": [
            {"schedule": "linear", "initial": 0.3, "start_factor": 0.2, "total_iters": 8},
            {"schedule": "cosine", "initial": 0.3, "T_max": 12, "eta_min": 0.05},
            {"schedule": "multistep", "initial": 0.3, "milestones": [10, 30], "gamma": 0.5},
        ],
    },
    {
        "schedule": "chained",
        "schedules": [
            {"schedule": "polynomial", "initial": 0.3, "total_iters": 40, "power": 2.0},
            {"schedule": "multiplicative", "initial": 0.3, "lr_lambda": "1 + 1/epoch"},
            {
                "schedule": "chained",
                "schedules": [
                    {"schedule": "step", "initial": 0.3, "step_size": 9, "gamma": 0.7},
                    {"schedule": "cosine", "initial": 0.3, "T_max": 20},
                ],
            },
        ],
    },
    {
        "schedule": "chained",
        "schedules": [
            {"schedule": "warm_restarts", "initial": 0.3, "T_0": 10, "eta_min": 0.01},
            {"schedule": "exponential", "initial": 0.3, "gamma": 0.9},
        ],
    },
]
SCHEDULED_STEPS = 60
# The values that a plateau meets: they fall in ever longer stages, with a little up and down, below 0 in the end.
MET = [10 / (1 + n**0.4 // 1) - 1.5 + 0.02 * (7 * n % 5) for n in range(SCHEDULED_STEPS)]
# torch's cycle_momentum, as a schedule of its own.
CYCLE = {"schedule": "one_cycle", "max_lr": 0.85, "total_steps": 60, "div_factor": 0.85 / 0.95, "final_div_factor": 1.0}
CYCLE_BACK = {"schedule": "cyclic", "base_lr": 0.9, "max_lr": 0.8, "step_size_up": 6, "mode": "triangular2"}
# What torch takes as functions, for the expressions above.
FUNCTIONS: dict[str, Callable[[int], float]] = {
    "0.1/(1 + 0.01*t)": lambda n: 0.1 / (1 + 0.01 * (n + 1)),
    "0.3*min(t/10, 1)*(1 + cos(pi*n/T))/2": lambda n: 0.3 * min((n + 1) / 10, 1) * (1 + math.cos(math.pi * n / 60)) / 2,
    "0.65**(epoch//8)": lambda epoch: 0.65 ** (epoch // 8),
    "lambda k: 1/sqrt(k + 1)": lambda k: 1 / math.sqrt(k + 1),
    "0.95": lambda _: 0.95,
    "lambda epoch: 1 - 1/(epoch + 2)**2": lambda epoch: 1 - 1 / (epoch + 2) ** 2,
    "1 + 1/epoch": lambda epoch: 1 + 1 / epoch,
}

# torch's parameters that hold two of optviz's.
PAIRS = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_size_min", "step_size_max"),
    "eps": ("eps1", "eps2"),
}


def torch_optimizer(method: str, given: dict[str, Any], point: Any) -> Any:
    """torch's optimizer for a method and its hyper-parameters under optviz's names."""
    options = {"alpha" if name == "rho" and method == "rmsprop" else name: value for name, value in given.items()}
    for pair, names in PAIRS.items():
        if names[0] in options:
            options[pair] = tuple(options.pop(name) for name in names)
    fixed: dict[str, dict[str, Any]] = {
        "momentum": {"momentum": 0.9},
        "nag": {"momentum": 0.9, "nesterov": True},
        "amsgrad": {"amsgrad": True},
    }
    classes = {
        "sgd": "SGD",
        "momentum": "SGD",
        "nag": "SGD",
        "adagrad": "Adagrad",
        "adadelta": "Adadelta",
        "rmsprop": "RMSprop",
        "adam": "Adam",
        "adamw": "AdamW",
        "adamax": "Adamax",
        "nadam": "NAdam",
        "amsgrad": "Adam",
        "radam": "RAdam",
        "asgd": "ASGD",
        "rprop": "Rprop",
        "adafactor": "Adafactor",
    }
    return getattr(torch.optim, classes[method])([point], **{**fixed.get(method, {}), **options})


def torch_schedule(optimizer: Any, given: dict[str, Any]) -> Any:
    """torch's scheduler for a schedule in optviz's terms."""
    classes = {
        "constant": "ConstantLR",
        "step": "StepLR",
        "multistep": "MultiStepLR",
        "exponential": "ExponentialLR",
        "cosine": "CosineAnnealingLR",
        "warm_restarts": "CosineAnnealingWarmRestarts",
        "linear": "LinearLR",
        "polynomial": "PolynomialLR",
        "one_cycle": "OneCycleLR",
        "plateau": "ReduceLROnPlateau",
        "cyclic": "CyclicLR",
    }
    if given["schedule"] == "sequential":
        parts = [torch_schedule(optimizer, part) for part in given["schedules"]]
        return lr_scheduler.SequentialLR(optimizer, parts, given["milestones"])
    if given["schedule"] == "chained":
        return lr_scheduler.ChainedScheduler([torch_schedule(optimizer, part) for part in given["schedules"]])
    if given["schedule"] == "multiplicative":
        return lr_scheduler.MultiplicativeLR(optimizer, FUNCTIONS[given["lr_lambda"]])
    if given["schedule"] in ("inverse_time", "expression", "lambda"):
        return lr_scheduler.LambdaLR(optimizer, function_of(given))
    options = {name: value for name, value in given.items() if name not in ("schedule", "initial")}
    if given["schedule"] == "step":
        options.setdefault("step_size", 30)
    if given["schedule"] == "one_cycle":
        options |= {"cycle_momentum": given is CYCLE, "base_momentum": 0.85, "max_momentum": 0.95}
    if given["schedule"] == "cyclic":
        options |= {"cycle_momentum": given is CYCLE_BACK, "base_momentum": 0.8, "max_momentum": 0.9}
    return getattr(lr_scheduler, classes[given["schedule"]])(optimizer, **options)


def function_of(given: dict[str, Any]) -> Callable[[int], float]:
    """The function of the steps done that torch multiplies the initial value by."""
    if given["schedule"] == "inverse_time":
        return lambda n: (1 + given["rate"] * n) ** -given.get("power", 1.0)
    return FUNCTIONS[given.get("of") or given["lr_lambda"]]


def iterates(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that torch makes of it."""
    point = torch.tensor(start, requires_grad=True)
    lr = given.get("lr")
    optimizer = torch_optimizer(
        method.split(":", maxsplit=1)[0], {**given, "lr": lr["initial"]} if isinstance(lr, dict) else given, point
    )
    scheduler = torch_schedule(optimizer, lr) if isinstance(lr, dict) else None
    walk = [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        function(point[0], point[1], torch).backward()
        optimizer.step()
        walk.append(shown(method, optimizer, point).detach().tolist())
        if scheduler is not None:
            scheduler.step()
    return walk


def shown(method: str, optimizer: Any, point: Any) -> Any:
    """The point of a step that optviz records."""
    if method == "asgd:average":
        return optimizer.state[point]["ax"]
    return sutskever(optimizer, point) if method == "nag" else point


def sutskever(optimizer: Any, ahead: Any) -> Any:
    """Nesterov's x behind torch's look-ahead point x + momentum v, v = -lr b."""
    group = optimizer.param_groups[0]
    return ahead + group["momentum"] * group["lr"] * optimizer.state[ahead]["momentum_buffer"]


def schedule_values(given: dict[str, Any]) -> list[float]:
    """What torch uses at steps 1, 2, ..."""
    first = given
    while "schedules" in first:
        first = first["schedules"][0]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=first.get("initial", 1.0), momentum=0.5)
    scheduler = torch_schedule(optimizer, given)
    values = []
    for met in MET:
        values.append(optimizer.param_groups[0]["momentum" if given in (CYCLE, CYCLE_BACK) else "lr"])
        optimizer.step()
        if given["schedule"] == "plateau":
            scheduler.step(met)
        elif len(values) < SCHEDULED_STEPS:
            scheduler.step()
    return values


def schedules() -> dict[str, Any]:
    """Everything that goes into torch_schedules.json."""
    return {
        "versions": versions("torch"),
        "met": MET,
        "schedules": [
            {"parameters": given, "values": schedule_values(given)} for given in [*SCHEDULES, CYCLE, CYCLE_BACK]
        ],
    }


def main() -> None:
    """Write both files."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    write("torch_trajectories", trajectories(SETTINGS, iterates, versions("torch")))
    write("torch_schedules", schedules())


if __name__ == "__main__":
    main()
