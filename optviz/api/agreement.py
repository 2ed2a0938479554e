"""How closely an optimizer agrees with other libraries: their trajectories are computed again here and compared.

They come from the scripts in tests/reference/, which say how each library made them, and in which version.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from optviz.arrays import np
from optviz.optimizers import optimizer
from optviz.schedules import schedule
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface

if TYPE_CHECKING:
    from optviz.surfaces import Surface

_PACKAGE = Path(__file__).parents[1]
_ANYWHERE = Bounds((-3, 3), (-3, 3))


class Agreement(NamedTuple):
    """How closely a method follows a library's trajectories.

    Args: library: with its version.  walks: how many trajectories were compared.  deviation: the largest difference
        between coordinates of iterates.
    """

    library: str
    walks: int
    deviation: float

    def __str__(self) -> str:
        return f"{self.library}: within {self.deviation:.1e} on {self.walks} walks"


def agreements(name: str) -> list[Agreement]:
    """The agreements of the optimizer of a name: one for each library that reference trajectories of it are from."""
    found: dict[str, list[float]] = {}
    for content in references().values():
        for walk in content["trajectories"]:
            if walk["optimizer"] == name:
                found.setdefault(_library(content["versions"]), []).append(deviation(content, walk))
    return [Agreement(library, len(walks), max(walks)) for library, walks in found.items()]


def deviation(content: dict[str, Any], walk: dict[str, Any]) -> float:
    """The largest difference between a coordinate of our trajectory and of the reference's.

    Args: content: a file of reference trajectories.  walk: one of them.
    """
    given = {name: _hyperparameter(value) for name, value in walk["hyperparameters"].items()}
    where = _surface(content["surfaces"][walk["surface"]]["make"])
    ours = simulate(optimizer(walk["optimizer"], **given), where, walk["positions"][0], content["steps"])
    walked = ours.recorded[walk["entry"]] if "entry" in walk else ours.positions
    return float(np.abs(walked[0, :: content["every"]] - np.array(walk["positions"])).max())


@cache
def references() -> dict[str, dict[str, Any]]:
    """The files of reference trajectories by name."""
    files = sorted(_folder().glob("*_trajectories.json"))
    return {path.stem.removesuffix("_trajectories"): json.loads(path.read_text(encoding="utf-8")) for path in files}


def _folder() -> Path:
    """Inside an installed package, or among the tests of a checkout."""
    inside = _PACKAGE / "reference"
    return inside if inside.is_dir() else _PACKAGE.parent / "tests" / "reference" / "data"


def _library(versions: dict[str, str]) -> str:
    """The packages that made a file, with their versions."""
    return ", ".join(f"{package} {version}" for package, version in versions.items() if package != "python")


def _surface(make: dict[str, str]) -> Surface:
    return surface(make["name"]) if "name" in make else from_expression(make["expression"], _ANYWHERE)


def _hyperparameter(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    parts = {name: _hyperparameter(item) for name, item in value.items() if name not in {"schedule", "name"}}
    return schedule(value["schedule"], **parts) if "schedule" in value else optimizer(value["name"], **parts)
