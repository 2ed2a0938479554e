"""Cigar."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

BENT_CIGAR = Declaration(
    name="bent_cigar",
    title="Cigar",
    summary=(
        "The floor along x is a million times flatter than the walls; the benchmark bends it, this one is straight."
    ),
    expression="x**2 + condition*y**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    parameters={"condition": 1000000.0},
    ranges={"condition": Ge(1)},
    tags=("convex", "ill-conditioned"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f12",
)
