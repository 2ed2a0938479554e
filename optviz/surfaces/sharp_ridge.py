"""Sharp ridge."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SHARP_RIDGE = Declaration(
    name="sharp_ridge",
    title="Sharp ridge",
    summary="A crease with a gentle slope along its floor: steps across it hide the way along it.",
    expression="x**2 + 100*abs(y)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "ill-conditioned", "non-smooth"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f13",
)
