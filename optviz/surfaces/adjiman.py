"""Adjiman's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ADJIMAN = Declaration(
    name="adjiman",
    title="Adjiman's function",
    summary="A gentle slope whose lowest point lies on the edge, where the gradient is not 0.",
    expression="cos(x)*sin(y) - x/(y**2 + 1)",
    bounds=Bounds(x=(-1.0, 2.0), y=(-1.0, 1.0)),
    minimizers=((2.0, 0.1057834694517169),),
    tags=("unbounded",),
    source="Adjiman, Dallwig, Floudas & Neumaier 1998, Computers & Chemical Engineering 22",
)
