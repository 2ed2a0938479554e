"""Computes what torch.optim does with its less usual options.

    python -m tests.reference.torch_conventions_trajectories

writes torch_conventions_trajectories.json in data/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]

from tests.reference.frame import call_trajectories, versions, write
from tests.reference.torch_walk import walk

if TYPE_CHECKING:
    from tests.reference.frame import Call, Function, Point

CALLS: list[Call] = [
    (
        "adam",
        {"lr": 0.05, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3, "decoupled_weight_decay": True},
        "torch.optim.Adam",
        {"lr": 0.05, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.3, "decoupled_weight_decay": True},
    ),
    (
        "amsgrad",
        {"decoupled_weight_decay": True, "lr": 0.05, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3},
        "torch.optim.AdamW",
        {"lr": 0.05, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.3, "amsgrad": True},
    ),
    (
        "amsgrad",
        {"lr": 0.05, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3, "decoupled_weight_decay": True},
        "torch.optim.Adam",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.3,
            "amsgrad": True,
            "decoupled_weight_decay": True,
        },
    ),
    (
        "nadam",
        {
            "lr": 0.05,
            "eps": 0.001,
            "beta1": 0.8,
            "beta2": 0.95,
            "weight_decay": 0.3,
            "momentum_decay": 0.1,
            "decoupled_weight_decay": True,
        },
        "torch.optim.NAdam",
        {
            "lr": 0.05,
            "eps": 0.001,
            "betas": [0.8, 0.95],
            "weight_decay": 0.3,
            "momentum_decay": 0.1,
            "decoupled_weight_decay": True,
        },
    ),
    (
        "radam",
        {"lr": 0.002, "eps": 0.001, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3, "decoupled_weight_decay": True},
        "torch.optim.RAdam",
        {"lr": 0.002, "eps": 0.001, "betas": [0.8, 0.95], "weight_decay": 0.3, "decoupled_weight_decay": True},
    ),
]


def iterates(library: str, options: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that torch makes of it."""
    made = getattr(torch.optim, library.removeprefix("torch.optim."))
    return walk(lambda point: made([point], **options), function, start)


if __name__ == "__main__":
    write("torch_conventions_trajectories", call_trajectories(CALLS, iterates, versions("torch")))
