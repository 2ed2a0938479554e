"""Matyas' function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

MATYAS = Declaration(
    name="matyas",
    title="Matyas' function",
    summary="A shallow convex trough along the diagonal.",
    expression="0.26*(x**2 + y**2) - 0.48*x*y",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "ill-conditioned"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
