"""Rotated ravine."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

ROTATED_RAVINE = Declaration(
    name="rotated_ravine",
    title="Rotated ravine",
    summary="The same ravine turned by 45 degrees: steps scaled for each coordinate lose their advantage.",
    expression="0.25*((x + y)**2 + condition*(x - y)**2)",
    bounds=Bounds(x=(-4.0, 4.0), y=(-3.0, 3.0)),
    minimizers=((0.0, 0.0),),
    parameters={"condition": 100.0},
    ranges={"condition": Ge(1)},
    tags=("convex", "ill-conditioned"),
    source="Salomon 1996, BioSystems 39",
)
