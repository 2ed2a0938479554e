"""One small YAML file becomes an animation that compares optimizers on a two-dimensional surface.

    optviz.render("saddle", "saddle.gif")
    optviz.compare("beale", ["sgd", "adam:lr=0.1"], start=(1, 1.5)).save("beale.gif")

Nothing is loaded before its first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optviz.api.build import build
    from optviz.api.compare import Comparison, compare
    from optviz.api.embed import embed
    from optviz.api.render import Rendering, render
    from optviz.api.run import run
    from optviz.errors import OptvizError
    from optviz.scenario import Scenario, load
    from optviz.trajectory import Trajectory

    __version__: str

__all__ = [
    "Comparison",
    "OptvizError",
    "Rendering",
    "Scenario",
    "Trajectory",
    "__version__",
    "build",
    "compare",
    "embed",
    "load",
    "render",
    "run",
]

_HOMES = {
    "Comparison": "api.compare",
    "OptvizError": "errors",
    "Rendering": "api.render",
    "Scenario": "scenario",
    "Trajectory": "trajectory",
    "build": "api.build",
    "compare": "api.compare",
    "embed": "api.embed",
    "load": "scenario",
    "render": "api.render",
    "run": "api.run",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'optviz' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"optviz.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)


def _version() -> str:
    """The installed package's version; that of a tree which is not installed is not known."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("optviz")
    except PackageNotFoundError:
        return "0+unknown"
