"""The paths of real training, and the landscape around them.

    recorder = Recorder()
    recorder.add(model.state_dict(), loss=loss, step=step)      at each checkpoint
    recorder.save("run.npz")

    around = plane({"adam": recorder})
    around.grid(loss_of_a_vector)
    around.save("plane.npz")

A scenario shows such a file: the surface `{name: grid, file: plane.npz}`, and a path of it
`{name: recorded, file: plane.npz, run: adam}` among its optimizers.
"""

from __future__ import annotations

from optviz.training.plane import Path, Plane, plane
from optviz.training.recorder import LIMIT, Recorder, load, save

__all__ = ["LIMIT", "Path", "Plane", "Recorder", "load", "plane", "save"]
