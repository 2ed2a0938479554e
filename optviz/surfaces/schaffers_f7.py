"""Schaffer's F7."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHAFFERS_F7 = Declaration(
    name="schaffers_f7",
    title="Schaffer's F7",
    summary="Rings that crowd toward a pointed minimizer.",
    expression="(sqrt(sqrt(x**2 + y**2))*(1 + sin(50*(x**2 + y**2)**0.1)**2))**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    kinks=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f17",
)
