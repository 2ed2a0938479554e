"""Bukin's function 4."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BUKIN_4 = Declaration(
    name="bukin_4",
    title="Bukin's function 4",
    summary="Steep across, almost flat along, and a crease at the minimizer.",
    expression="100*y**2 + 0.01*abs(x + 10)",
    bounds=Bounds(x=(-15.0, -5.0), y=(-3.0, 3.0)),
    minimizers=((-10.0, 0.0),),
    tags=("convex", "ill-conditioned", "non-smooth"),
    source="Bukin 1997, New Minimization Strategy for Non-Smooth Functions",
)
