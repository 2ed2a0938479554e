"""The paths of real training, and the landscape around them.

    recorder = Recorder()
    recorder.add(model.state_dict(), loss=loss, step=step)      at each checkpoint
    recorder.save("run.npz")

    around = plane({"adam": recorder})
    around.grid(loss_of_a_vector)
    around.save("plane.npz")

A scenario shows such a file: the surface `{name: grid, file: plane.npz}`, and a path of it
`{name: recorded, file: plane.npz, run: adam}` among its optimizers.

Nothing is loaded before its first use; so a process that only evaluates a loss starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optviz.training.planes import Path, Plane, plane
    from optviz.training.recorder import LIMIT, Recorder, load, save

__all__ = ["LIMIT", "Path", "Plane", "Recorder", "load", "plane", "save"]

_IN_PLANES = {"Path", "Plane", "plane"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'optviz.training' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"optviz.training.{'planes' if name in _IN_PLANES else 'recorder'}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
