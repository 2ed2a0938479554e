"""Every method that torch has walks as torch walks; reference/torch_trajectories.py computed how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.schedules import Rate, schedule
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression, surface

DATA = json.loads((Path(__file__).parents[1] / "reference" / "torch_trajectories.json").read_text())
TRAJECTORIES: list[dict[str, Any]] = DATA["trajectories"]


def made(name: str) -> Surface:
    make = DATA["surfaces"][name]["make"]
    if "name" in make:
        return surface(make["name"])
    return from_expression(make["expression"], Bounds((-3, 3), (-3, 3)))


def rate(value: float | dict[str, Any]) -> Rate:
    if not isinstance(value, dict):
        return value
    return schedule(value["schedule"], **{name: item for name, item in value.items() if name != "schedule"})


@pytest.mark.parametrize(
    "reference", TRAJECTORIES, ids=lambda r: f"{r['optimizer']}-{r['surface']}-{len(r['hyperparameters'])}"
)
def test_walks_as_torch_does(reference: dict[str, Any]) -> None:
    given = {name: rate(value) for name, value in reference["hyperparameters"].items()}
    start = reference["positions"][0]
    run = simulate(optimizer(reference["optimizer"], **given), made(reference["surface"]), start, DATA["steps"])
    deviation = np.abs(run.positions[0, :: DATA["every"]] - np.array(reference["positions"])).max()
    assert deviation <= reference["tolerance"]


def test_every_method_of_torch_has_two_settings_on_four_surfaces() -> None:
    for name in [name for name, declared in OPTIMIZERS.items() if "torch.optim." in (declared.__doc__ or "")]:
        walks = [reference for reference in TRAJECTORIES if reference["optimizer"] == name]
        assert len({reference["surface"] for reference in walks}) >= 4, name
        assert len({json.dumps(reference["hyperparameters"]) for reference in walks}) >= 2, name
