"""Sphere."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SPHERE = Declaration(
    name="sphere",
    title="Sphere",
    summary="Every method's easiest case: the gradient points away from the minimizer.",
    expression="x**2 + y**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex",),
    source="De Jong 1975, function F1",
)
