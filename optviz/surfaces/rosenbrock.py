"""Rosenbrock's banana."""

from __future__ import annotations

from annotated_types import Gt

from optviz.surfaces.base import Bounds, Declaration

ROSENBROCK = Declaration(
    name="rosenbrock",
    title="Rosenbrock's banana",
    summary="A curved valley, found at once and followed slowly.",
    expression="(a - x)**2 + b*(y - x**2)**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-1.0, 3.0)),
    minimizers=(("a", "a**2"),),
    parameters={"a": 1.0, "b": 100.0},
    ranges={"b": Gt(0)},
    tags=("ill-conditioned",),
    source="Rosenbrock 1960, The Computer Journal 3",
)
