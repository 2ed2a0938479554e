"""Trid function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

TRID = Declaration(
    name="trid",
    title="Trid function",
    summary="A mild tilted bowl whose coordinates pull on each other; its minimizer lies off the centre.",
    expression="(x - 1)**2 + (y - 1)**2 - x*y",
    bounds=Bounds(x=(-4.0, 4.0), y=(-4.0, 4.0)),
    minimizers=((2.0, 2.0),),
    tags=("convex",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
