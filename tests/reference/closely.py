"""Reference trajectories with every step, for methods that arrive after a few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.reference.frame import FACTOR, FLOOR, NUDGE, SURFACES, deviation

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point, Setting, Walk

STEPS = 24


def double_well(x: Any, y: Any, _: Any) -> Any:
    """A saddle between two minima: unlike on the plain saddle, every method arrives somewhere."""
    return x**4 / 4 - x**2 / 2 + y**2 / 2 + x * y / 5


BOUNDED: dict[str, tuple[dict[str, Any], Function, Point]] = {
    **{name: entry for name, entry in SURFACES.items() if name != "saddle"},
    "double_well": ({"expression": "x**4/4 - x**2/2 + y**2/2 + x*y/5"}, double_well, [0.1, 1.2]),
}


def close_trajectories(settings: list[Setting], walk: Walk, packages: dict[str, str]) -> dict[str, Any]:
    """The content of a file of trajectories: every setting on every surface, and every step."""
    return {
        "versions": packages,
        "steps": STEPS,
        "every": 1,
        "surfaces": {name: {"make": make, "start": start} for name, (make, _, start) in BOUNDED.items()},
        "trajectories": [_trajectory(setting, surface, walk) for setting in settings for surface in BOUNDED],
    }


def _trajectory(setting: Setting, surface: str, walk: Walk) -> dict[str, Any]:
    method, given = setting
    _, function, start = BOUNDED[surface]
    positions = walk(method, given, function, start)
    nudged = walk(method, given, function, [value + NUDGE for value in start])
    return {
        "optimizer": method,
        "hyperparameters": given,
        "surface": surface,
        "tolerance": max(FLOOR, FACTOR * deviation(positions, nudged)),
        "positions": positions,
    }
