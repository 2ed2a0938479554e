"""Computes what torch.optim does, for the tests to hold optviz against without having torch.

    python tests/reference/torch_trajectories.py

writes torch_trajectories.json and torch_schedules.json beside this file.
Gradients come from torch's autograd on functions written here, so nothing of optviz is used. A trajectory's
tolerance is 50 times the deviation that moving its start by 1e-15 causes, at least 1e-12: near a minimum some
methods are chaotic.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]
from torch.optim import lr_scheduler  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
STEPS, EVERY = 120, 10
NUDGE, FACTOR, FLOOR = 1e-15, 50, 1e-12

Point = list[float]


def beale(x: Any, y: Any) -> Any:  # noqa: ANN401  (torch is not typed here)
    """Beale's function."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def rosenbrock(x: Any, y: Any) -> Any:  # noqa: ANN401  (torch is not typed here)
    """Rosenbrock's function."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def saddle(x: Any, y: Any) -> Any:  # noqa: ANN401  (torch is not typed here)
    """The saddle."""
    return x**2 - y**2


def odd(x: Any, y: Any) -> Any:  # noqa: ANN401  (torch is not typed here)
    """A surface that nobody would build in."""
    return torch.sin(2 * x + y) * torch.exp(-((x - y) ** 2) / 5) + 0.1 * x**2 + 0.2 * y**2 + 0.3 * torch.cos(3 * y)


ODD = "sin(2*x + y)*exp(-(x - y)**2/5) + 0.1*x**2 + 0.2*y**2 + 0.3*cos(3*y)"

# Each surface: how the tests make it, the function, the start.
SURFACES: dict[str, tuple[dict[str, Any], Callable[[Any, Any], Any], Point]] = {
    "beale": ({"name": "beale"}, beale, [1.0, 1.5]),
    "rosenbrock": ({"name": "rosenbrock"}, rosenbrock, [-0.5, 0.75]),
    "saddle": ({"name": "saddle"}, saddle, [0.5, -1e-3]),
    "odd": ({"expression": ODD}, odd, [1.3, -1.7]),
}

COSINE = {"schedule": "cosine", "initial": 0.05, "T_max": 50, "eta_min": 0.001}
EXPONENTIAL = {"schedule": "exponential", "initial": 0.1, "gamma": 0.97}
STEP = {"schedule": "step", "initial": 0.02, "step_size": 25, "gamma": 0.4}
LINEAR = {"schedule": "linear", "initial": 2e-3, "start_factor": 0.25, "end_factor": 0.75, "total_iters": 80}

# Each setting: the method and its hyper-parameters under optviz's names; what is left out is the default.
SETTINGS: list[tuple[str, dict[str, Any]]] = [
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
]
SCHEDULED_STEPS = 60


def torch_optimizer(method: str, given: dict[str, Any], point: Any) -> Any:  # noqa: ANN401  (torch's own types)
    """torch's optimizer for a method and its hyper-parameters under optviz's names."""
    options = {"alpha" if name == "rho" and method == "rmsprop" else name: value for name, value in given.items()}
    if "beta1" in options:
        options["betas"] = (options.pop("beta1"), options.pop("beta2"))
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
    }
    return getattr(torch.optim, classes[method])([point], **{**fixed.get(method, {}), **options})


def torch_schedule(optimizer: Any, given: dict[str, Any]) -> Any:  # noqa: ANN401  (torch's own types)
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
    }
    options = {name: value for name, value in given.items() if name not in ("schedule", "initial")}
    if given["schedule"] == "step":
        options.setdefault("step_size", 30)
    return getattr(lr_scheduler, classes[given["schedule"]])(optimizer, **options)


def iterates(method: str, given: dict[str, Any], function: Callable[[Any, Any], Any], start: Point) -> list[Point]:
    """The start and all iterates that torch makes of it."""
    point = torch.tensor(start, requires_grad=True)
    lr = given.get("lr")
    optimizer = torch_optimizer(method, {**given, "lr": lr["initial"]} if isinstance(lr, dict) else given, point)
    scheduler = torch_schedule(optimizer, lr) if isinstance(lr, dict) else None
    walk = [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        function(point[0], point[1]).backward()
        optimizer.step()
        walk.append((sutskever(optimizer, point) if method == "nag" else point).detach().tolist())
        if scheduler is not None:
            scheduler.step()
    return walk


def sutskever(optimizer: Any, ahead: Any) -> Any:  # noqa: ANN401  (torch's own types)
    """Nesterov's x behind torch's look-ahead point x + momentum v, v = -lr b."""
    group = optimizer.param_groups[0]
    return ahead + group["momentum"] * group["lr"] * optimizer.state[ahead]["momentum_buffer"]


def deviation(one: list[Point], other: list[Point]) -> float:
    """The farthest that two walks are apart in a coordinate."""
    return max(abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


def trajectory(method: str, given: dict[str, Any], surface: str) -> dict[str, Any]:
    """One method with one setting on one surface, and how far it can be trusted."""
    _, function, start = SURFACES[surface]
    walk = iterates(method, given, function, start)
    nudged = iterates(method, given, function, [value + NUDGE for value in start])
    return {
        "optimizer": method,
        "hyperparameters": given,
        "surface": surface,
        "tolerance": max(FLOOR, FACTOR * deviation(walk, nudged)),
        "positions": walk[::EVERY],
    }


def schedule_values(given: dict[str, Any]) -> list[float]:
    """What torch uses at steps 1, 2, ..."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=given["initial"])
    scheduler = torch_schedule(optimizer, given)
    values = []
    for _ in range(SCHEDULED_STEPS):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return values


def trajectories() -> dict[str, Any]:
    """Everything that goes into torch_trajectories.json."""
    return {
        "versions": {"torch": torch.__version__, "python": platform.python_version()},
        "steps": STEPS,
        "every": EVERY,
        "surfaces": {name: {"make": make, "start": start} for name, (make, _, start) in SURFACES.items()},
        "trajectories": [trajectory(*setting, surface) for setting in SETTINGS for surface in SURFACES],
    }


def schedules() -> dict[str, Any]:
    """Everything that goes into torch_schedules.json."""
    return {
        "versions": {"torch": torch.__version__, "python": platform.python_version()},
        "schedules": [{"parameters": given, "values": schedule_values(given)} for given in SCHEDULES],
    }


def lines(content: dict[str, Any]) -> str:
    """JSON with a line for each outer entry and each item of an outer list, so that changes show."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_entry(value)}" for name, value in content.items()) + "\n}\n"


def _entry(value: Any) -> str:  # noqa: ANN401  (anything JSON holds)
    if not isinstance(value, list):
        return json.dumps(value, allow_nan=False)
    return "[\n" + ",\n".join(json.dumps(item, allow_nan=False) for item in value) + "\n]"


def main() -> None:
    """Write both files."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for name, content in (("torch_trajectories", trajectories()), ("torch_schedules", schedules())):
        (FOLDER / f"{name}.json").write_text(lines(content), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
