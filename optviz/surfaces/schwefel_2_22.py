"""Schwefel's problem 2.22."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHWEFEL_2_22 = Declaration(
    name="schwefel_2_22",
    title="Schwefel's problem 2.22",
    summary="A pyramid with hollow faces: steep far out, and folded along both axes.",
    expression="abs(x) + abs(y) + abs(x)*abs(y)",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("non-smooth",),
    source="Schwefel 1981, Numerical Optimization of Computer Models, problem 2.22",
)
