"""Every method that a library has walks as it does there; the scripts in reference/ computed how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.schedules import schedule
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression, surface

FILES = sorted((Path(__file__).parents[1] / "reference").glob("*_trajectories.json"))
CONTENTS: dict[str, dict[str, Any]] = {
    path.stem.removesuffix("_trajectories"): json.loads(path.read_text()) for path in FILES
}
WALKS = [
    pytest.param(content, walk, id=f"{source}-{walk['optimizer']}-{walk['surface']}-{len(walk['hyperparameters'])}")
    for source, content in CONTENTS.items()
    for walk in content["trajectories"]
]
REFERENCES: list[dict[str, Any]] = [walk for content in CONTENTS.values() for walk in content["trajectories"]]


def made(make: dict[str, str]) -> Surface:
    return surface(make["name"]) if "name" in make else from_expression(make["expression"], Bounds((-3, 3), (-3, 3)))


def hyperparameter(value: Any) -> Any:  # noqa: ANN401  (a number, a schedule, an optimizer)
    if not isinstance(value, dict):
        return value
    parts = {name: hyperparameter(item) for name, item in value.items() if name not in ("schedule", "name")}
    return schedule(value["schedule"], **parts) if "schedule" in value else optimizer(value["name"], **parts)


@pytest.mark.parametrize(("content", "reference"), WALKS)
def test_walks_as_the_library_does(content: dict[str, Any], reference: dict[str, Any]) -> None:
    given = {name: hyperparameter(value) for name, value in reference["hyperparameters"].items()}
    where, start = made(content["surfaces"][reference["surface"]]["make"]), reference["positions"][0]
    run = simulate(optimizer(reference["optimizer"], **given), where, start, content["steps"])
    walked = run.recorded[reference["entry"]] if "entry" in reference else run.positions
    deviation = np.abs(walked[0, :: content["every"]] - np.array(reference["positions"])).max()
    assert deviation <= reference["tolerance"]


def test_every_method_of_a_library_has_two_settings_on_four_surfaces() -> None:
    for name in [name for name, declared in OPTIMIZERS.items() if "Same as " in (declared.__doc__ or "")]:
        walks = [reference for reference in REFERENCES if reference["optimizer"] == name]
        assert len({reference["surface"] for reference in walks}) >= 4, name
        assert len({json.dumps(reference["hyperparameters"]) for reference in walks}) >= 2, name
