"""Weighted sphere."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SUM_SQUARES = Declaration(
    name="sum_squares",
    title="Weighted sphere",
    summary="A round bowl pressed to an oval: the gradient points slightly past the minimizer.",
    expression="x**2 + 2*y**2",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
