"""Eggholder."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

EGGHOLDER = Declaration(
    name="eggholder",
    title="Eggholder",
    summary="Steep ridges and pits whose best one lies on the edge.",
    expression="-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - (y + 47))))",
    bounds=Bounds(x=(-512.0, 512.0), y=(-512.0, 512.0)),
    minimizers=((512.0, 404.2318051137578),),
    tags=("multimodal", "non-smooth", "unbounded"),
    source="Whitley, Rana, Dzubera & Mathias 1996, Artificial Intelligence 85",
)
