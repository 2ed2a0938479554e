"""Schwefel's problem 1.2."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHWEFEL_1_2 = Declaration(
    name="schwefel_1_2",
    title="Schwefel's problem 1.2",
    summary="A stretched and sheared bowl: the coordinates cannot be improved one by one.",
    expression="x**2 + (x + y)**2",
    bounds=Bounds(x=(-100.0, 100.0), y=(-100.0, 100.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex",),
    source="Schwefel 1981, Numerical Optimization of Computer Models, problem 1.2",
)
