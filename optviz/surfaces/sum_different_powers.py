"""Sum of different powers."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SUM_DIFFERENT_POWERS = Declaration(
    name="sum_different_powers",
    title="Sum of different powers",
    summary="Square along x, cubic along y: near the floor the second direction loses its slope.",
    expression="abs(x)**2 + abs(y)**3",
    bounds=Bounds(x=(-1.0, 1.0), y=(-1.0, 1.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "ill-conditioned"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
