"""Where the point of a method is seen, as keys of a scenario file; classes name the two that show theirs best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

RAVINE: Final[Mapping[str, Any]] = {"surface": {"name": "ill_conditioned", "condition": 40}, "start": [-3.6, 1.2]}
"""Forty times as steep across as along."""
VALLEY: Final[Mapping[str, Any]] = {
    "surface": "beale",
    "bounds": {"x": [-0.4, 4.2], "y": [-1.7, 1.9]},
    "start": [0.7, 1.4],
}
"""A slope into a valley with a nearly flat floor."""
BANANA: Final[Mapping[str, Any]] = {"surface": "rosenbrock", "start": [-1.4, 2.2]}
"""A valley that bends."""
HOLLOWS: Final[Mapping[str, Any]] = {"surface": "himmelblau", "start": [-0.4, -0.6]}
"""Four places to end."""
RIPPLES: Final[Mapping[str, Any]] = {"surface": "rastrigin", "start": [3.3, 2.3]}
"""A hollow at every step of the way."""
RUGGED: Final[Mapping[str, Any]] = {
    "surface": "rugged",
    "bounds": {"x": [-1.2, 2.9], "y": [-1.6, 1.8]},
    "start": [2.5, 1.5],
}
"""A bowl with hollows, over which a velocity carries."""
PLAIN: Final[Mapping[str, Any]] = {
    "surface": "exponential_well",
    "bounds": {"x": [-3.4, 1.2], "y": [-1, 2.2]},
    "start": [-2.8, 1.4],
}
"""A gradient that vanishes with distance."""
SADDLE: Final[Mapping[str, Any]] = {"surface": "bounded_saddle", "start": [-1.2, 0.05]}
"""A saddle from which the way down begins hardly sloping."""
NOISY_BOWL: Final[Mapping[str, Any]] = {
    "surface": "sphere",
    "bounds": {"x": [-3, 3], "y": [-2.2, 2.2]},
    "start": [-2.5, 1.6],
    "gradient": {"noise": {"std": 2, "decay": 0}},
}
"""Gradients that point about downhill."""
NOISY_RAVINE: Final[Mapping[str, Any]] = {
    **RAVINE,
    "surface": {"name": "ill_conditioned", "condition": 10},
    "gradient": {"noise": {"std": 1.5, "decay": 0}},
}
"""The same, steeper across."""
SHARP_AND_FLAT: Final[Mapping[str, Any]] = {
    "surface": {
        "name": "wells",
        "wells": [{"at": [-0.6, 0.2], "depth": 1.0, "width": 0.3}, {"at": [1.3, -0.3], "depth": 1.1, "width": 0.9}],
        "bowl": 0.05,
    },
    "bounds": {"x": [-2.4, 2.8], "y": [-1.9, 1.9]},
    "start": [-1.7, 0.9],
}
"""A narrow hollow on the way to a wide one."""
OVERFITTED: Final[Mapping[str, Any]] = {
    "surface": "early_stopping",
    "bounds": {"x": [-0.5, 4], "y": [-3.9, 0.9]},
    "start": [0, 0],
    "steps": 100,
}
"""The error on few samples, below which that on others rises again."""
