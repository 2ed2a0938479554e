"""Schwefel's problem 2.21."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHWEFEL_2_21 = Declaration(
    name="schwefel_2_21",
    title="Schwefel's problem 2.21",
    summary="Only the larger coordinate counts: the gradient moves one at a time and jumps on the diagonals.",
    expression="max(abs(x), abs(y))",
    bounds=Bounds(x=(-100.0, 100.0), y=(-100.0, 100.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "non-smooth"),
    source="Schwefel 1981, Numerical Optimization of Computer Models, problem 2.21",
)
