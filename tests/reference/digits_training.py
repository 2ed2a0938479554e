"""Reduces a real training of a small network, and its right numbers, to what the tests need.

    python -m tests.reference.digits_training FOLDER

FOLDER holds digits_mlp.npz: three runs of one network, 61 checkpoints each, and its data, 256 of the UCI Machine
Learning Repository's Optical Recognition of Handwritten Digits (CC BY 4.0); and digits_mlp.json: the right numbers,
computed with NumPy alone. Every tenth checkpoint is kept, with the numbers of all of them. The plane of the reduced
paths is computed here from the Gram matrix of the checkpoints; computed so, the plane of all of them agrees with
digits_mlp.json, which is checked first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

EVERY = 10
RUNS = ("sgd", "momentum", "adam")
TARGET = Path(__file__).parent / "data" / "digits_training.npz"


def principal(rows: Any) -> tuple[Any, Any]:
    """The first two principal directions of rows, their largest entries positive, and all shares of the variance."""
    apart = rows - rows.mean(axis=0)
    values, vectors = np.linalg.eigh(apart @ apart.T)
    directions = (apart.T @ vectors[:, [-1, -2]]).T
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    largest = np.abs(directions).argmax(axis=1)
    return directions * np.sign(directions[[0, 1], largest])[:, None], values[::-1] / values.sum()


def main(folder: Path) -> None:
    """Check and write."""
    recorded, right = np.load(folder / "digits_mlp.npz"), json.loads((folder / "digits_mlp.json").read_text())
    paths = {name: recorded[name].astype(np.float64) for name in RUNS}
    center = paths["adam"][-1]
    directions, shares = principal(np.concatenate(list(paths.values())) - center)
    np.testing.assert_allclose(shares[:2], right["explained_variance_ratio"][:2], rtol=1e-12)
    np.testing.assert_allclose(
        directions[:, :5], [right["x_direction_first_5"], right["y_direction_first_5"]], rtol=1e-10
    )
    found: dict[str, Any] = {name: recorded[name] for name in ("X", "y")}
    for name in RUNS:
        run = right["runs"][name]
        found[name] = recorded[name][::EVERY]
        found |= {f"{name}_{key}": np.array(run[key])[::EVERY] for key in ("coordinates", "off_plane", "loss")}
    few, few_shares = principal(np.concatenate([found[name].astype(np.float64) for name in RUNS]) - center)
    grid, random = right["plane_grid"], right["filter_normalised"]
    found |= {
        "directions": directions,
        "explained_variance_ratio": right["explained_variance_ratio"][:2],
        "few_directions": few,
        "few_explained_variance_ratio": few_shares[:2],
        "grid_x": grid["x"],
        "grid_y": grid["y"],
        "grid_z": grid["loss (row = y, column = x)"],
        "random_first_of_x": random["first_3_of_x"],
        "random_first_of_y": random["first_3_of_y"],
        "random_norms": random["norms"],
        "random_x": random["x"],
        "random_y": random["y"],
        "random_z": random["loss (row = y, column = x)"],
    }
    np.savez_compressed(TARGET, **found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
