"""Discus."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

DISCUS = Declaration(
    name="discus",
    title="Discus",
    summary="One direction is a million times as steep as the other: it is settled first, and limits every rate.",
    expression="condition*x**2 + y**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    parameters={"condition": 1000000.0},
    ranges={"condition": Ge(1)},
    tags=("convex", "ill-conditioned"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f11",
)
