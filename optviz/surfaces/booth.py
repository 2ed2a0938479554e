"""Booth's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BOOTH = Declaration(
    name="booth",
    title="Booth's function",
    summary="A mild convex quadratic with its minimizer off the centre.",
    expression="(x + 2*y - 7)**2 + (2*x + y - 5)**2",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((1.0, 3.0),),
    tags=("convex",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
