"""Salomon's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SALOMON = Declaration(
    name="salomon",
    title="Salomon's function",
    summary="Concentric rings on a cone: the way to the middle crosses every wall.",
    expression="1 - cos(2*pi*sqrt(x**2 + y**2)) + 0.1*sqrt(x**2 + y**2)",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    kinks=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="Salomon 1996, BioSystems 39",
)
