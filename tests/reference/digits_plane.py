"""Makes scenarios/data/digits_mlp.npz: the loss around three trainings of one network, and their paths.

    python -m tests.reference.digits_plane FOLDER

FOLDER holds digits_mlp.npz, as for digits_training.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from optviz.training import Recorder, plane
from tests.reference.digits_training import RUNS
from tests.training.digits import loss

TARGET = Path(__file__).parents[2] / "scenarios" / "data" / "digits_mlp.npz"


def main(folder: Path) -> None:
    """Evaluate and write; a checkpoint is 8 updates, which are one epoch."""
    recorded = np.load(folder / "digits_mlp.npz")
    runs = {}
    for name in RUNS:
        runs[name] = Recorder()
        for vector, step in zip(recorded[name], recorded["steps"].tolist(), strict=True):
            runs[name].add(vector, step=step)
    around = plane(runs, center="adam")
    around.grid(loss, np.linspace(-5, 13, 73), np.linspace(-6, 5, 45))
    around.save(TARGET)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
