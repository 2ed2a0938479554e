"""Different powers."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DIFFERENT_POWERS = Declaration(
    name="different_powers",
    title="Different powers",
    summary="Nearly a fold along one axis and very flat along the other: the nearer, the more unlike.",
    expression="sqrt(abs(x)**2 + abs(y)**6)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    kinks=((0.0, 0.0),),
    tags=("convex", "plateau", "non-smooth"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f14",
)
