"""Schaffer's F6."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHAFFER_F6 = Declaration(
    name="schaffer_f6",
    title="Schaffer's F6",
    summary="Rings round the minimizer, each a trap, with walls that flatten outward.",
    expression="0.5 + (sin(sqrt(x**2 + y**2))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    bounds=Bounds(x=(-20.0, 20.0), y=(-20.0, 20.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Schaffer, Caruana, Eshelman & Das 1989, A Study of Control Parameters",
)
