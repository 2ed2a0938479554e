"""Schwefel's problem 2.20."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHWEFEL_2_20 = Declaration(
    name="schwefel_2_20",
    title="Schwefel's problem 2.20",
    summary="A pyramid on its tip: the gradient has one length on each face, however near the minimizer is.",
    expression="abs(x) + abs(y)",
    bounds=Bounds(x=(-100.0, 100.0), y=(-100.0, 100.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "non-smooth"),
    source="Schwefel 1981, Numerical Optimization of Computer Models, problem 2.20",
)
