"""One small YAML file becomes an animation that compares optimizers on a two-dimensional surface.

    optviz.render("saddle", "saddle.gif")
    optviz.compare("beale", ["sgd", "adam:lr=0.1"], start=(1, 1.5)).save("beale.gif")
    optviz.run("saddle").to_pandas()
    optviz.surface("x**2 + 9*y**2", bounds=(-2, 2, -1, 1))
    optviz.training.plane(runs)

Nothing is loaded before its first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optviz import training
    from optviz.api.animate import animate
    from optviz.api.build import build
    from optviz.api.clean import clean
    from optviz.api.compare import Comparison, compare
    from optviz.api.doctor import doctor
    from optviz.api.embed import embed
    from optviz.api.gallery import gallery
    from optviz.api.options import options
    from optviz.api.render import Rendering, render
    from optviz.api.run import run
    from optviz.api.run_many import run_many
    from optviz.api.show_style import show_style
    from optviz.api.watch import watch
    from optviz.errors import OptvizError
    from optviz.scenario import Scenario, load
    from optviz.surfaces import surface
    from optviz.trajectory import Trajectory

    __version__: str

__all__ = [
    "Comparison",
    "OptvizError",
    "Rendering",
    "Scenario",
    "Trajectory",
    "__version__",
    "animate",
    "build",
    "clean",
    "compare",
    "doctor",
    "embed",
    "gallery",
    "load",
    "options",
    "render",
    "run",
    "run_many",
    "show_style",
    "surface",
    "training",
    "watch",
]

_ELSEWHERE = {
    "Comparison": "api.compare",
    "OptvizError": "errors",
    "Rendering": "api.render",
    "Scenario": "scenario",
    "Trajectory": "trajectory",
    "load": "scenario",
    "surface": "surfaces",
}
"""The modules of names that are no verbs; a verb is a function in the module of its name in optviz.api."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'optviz' has no attribute {name!r}")
    if name == "__version__":
        from optviz.api.packages import own_version

        found: Any = own_version()
    elif name == "training":
        found = importlib.import_module("optviz.training")
    else:
        found = getattr(importlib.import_module(f"optviz.{_ELSEWHERE.get(name, f'api.{name}')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
