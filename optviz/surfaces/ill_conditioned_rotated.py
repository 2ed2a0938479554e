"""Rotated ill-conditioned quadratic."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

ILL_CONDITIONED_ROTATED = Declaration(
    name="ill_conditioned_rotated",
    title="Rotated ill-conditioned quadratic",
    summary="The ill-conditioned quadratic turned by 45 degrees: scaling each coordinate on its own no longer helps.",
    expression="0.25*((x + y)**2 + condition*(x - y)**2)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    parameters={"condition": 100.0},
    ranges={"condition": Ge(1)},
    tags=("convex", "ill-conditioned"),
    source="Salomon 1996, BioSystems 39",
)
