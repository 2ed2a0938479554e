"""What all reference trajectories share: the surfaces, the number of steps, the tolerance, the files.

A script beside this one computes what one library does, from gradients of its own and with nothing of optviz,
and is run from the repository's root as

    python -m tests.reference.torch_trajectories

It needs only the library it is about. A trajectory's tolerance is 50 times the deviation that moving its start
by 1e-15 causes, at least 1e-12: near a minimum some methods are chaotic.
"""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

FOLDER = Path(__file__).parent / "data"
STEPS, EVERY = 120, 10
NUDGE, FACTOR, FLOOR = 1e-15, 50, 1e-12

Point: TypeAlias = list[float]
# A method and its hyper-parameters under optviz's names; what is left out is the default. "asgd:average" is the
# walk of the recorded entry "average" in place of x.
Setting: TypeAlias = tuple[str, dict[str, Any]]
# (x, y, the module that has sin, cos and exp) -> the value there.
Function: TypeAlias = Callable[[Any, Any, Any], Any]
# A method and its hyper-parameters as a Setting, and the same in a library's own terms: its optimizer's full name and
# its options. What is left out there is the library's default, and written out here.
Call: TypeAlias = tuple[str, dict[str, Any], str, dict[str, Any]]
# (method, hyper-parameters, function, start) -> the start and the iterates of STEPS steps.
Walk: TypeAlias = Callable[[str, dict[str, Any], Function, Point], list[Point]]


def beale(x: Any, y: Any, _: Any) -> Any:
    """Beale's function."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def rosenbrock(x: Any, y: Any, _: Any) -> Any:
    """Rosenbrock's function."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def saddle(x: Any, y: Any, _: Any) -> Any:
    """The saddle."""
    return x**2 - y**2


def odd(x: Any, y: Any, m: Any) -> Any:
    """A surface that nobody would build in."""
    return m.sin(2 * x + y) * m.exp(-((x - y) ** 2) / 5) + 0.1 * x**2 + 0.2 * y**2 + 0.3 * m.cos(3 * y)


ODD = "sin(2*x + y)*exp(-(x - y)**2/5) + 0.1*x**2 + 0.2*y**2 + 0.3*cos(3*y)"

# Each surface: how the tests make it, the function, the start.
SURFACES: dict[str, tuple[dict[str, Any], Function, Point]] = {
    "beale": ({"name": "beale"}, beale, [1.0, 1.5]),
    "rosenbrock": ({"name": "rosenbrock"}, rosenbrock, [-0.5, 0.75]),
    "saddle": ({"name": "saddle"}, saddle, [0.5, -1e-3]),
    "odd": ({"expression": ODD}, odd, [1.3, -1.7]),
}


def versions(*packages: str) -> dict[str, str]:
    """The versions of what made a file."""
    return {package: importlib.metadata.version(package) for package in packages} | {
        "python": platform.python_version()
    }


def trajectory(setting: Setting, surface: str, walk: Walk) -> dict[str, Any]:
    """One method with one setting on one surface, and how far it can be trusted."""
    method, given = setting
    _, function, start = SURFACES[surface]
    positions = walk(method, given, function, start)
    nudged = walk(method, given, function, [value + NUDGE for value in start])
    name, _, entry = method.partition(":")
    return {
        "optimizer": name,
        **({"entry": entry} if entry else {}),
        "hyperparameters": given,
        "surface": surface,
        "tolerance": max(FLOOR, FACTOR * deviation(positions, nudged)),
        "positions": positions[::EVERY],
    }


def deviation(one: list[Point], other: list[Point]) -> float:
    """The farthest that two walks are apart in a coordinate."""
    return max(abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


def trajectories(settings: list[Setting], walk: Walk, packages: dict[str, str]) -> dict[str, Any]:
    """The content of a file of trajectories: every setting on every surface."""
    return {
        "versions": packages,
        "steps": STEPS,
        "every": EVERY,
        "surfaces": {name: {"make": make, "start": start} for name, (make, _, start) in SURFACES.items()},
        "trajectories": [trajectory(setting, surface, walk) for setting in settings for surface in SURFACES],
    }


def call_trajectories(calls: list[Call], walk: Walk, packages: dict[str, str]) -> dict[str, Any]:
    """The content of a file of trajectories by calls: walk is given a library's optimizer and its options."""
    content = trajectories([(library, options) for _, _, library, options in calls], walk, packages)
    told = [call for call in calls for _ in SURFACES]
    for entry, (method, given, library, options) in zip(content["trajectories"], told, strict=True):
        entry |= {"optimizer": method, "hyperparameters": given, "library": library, "options": options}
    return content


def write(name: str, content: dict[str, Any]) -> None:
    """Write a file of data: a line for each outer entry and each item of an outer list."""
    text = ",\n".join(f"{json.dumps(entry)}: {_entry(value)}" for entry, value in content.items())
    (FOLDER / f"{name}.json").write_text("{\n" + text + "\n}\n", encoding="utf-8", newline="\n")


def _entry(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, allow_nan=False)
    return "[\n" + ",\n".join(json.dumps(item, allow_nan=False) for item in value) + "\n]"
