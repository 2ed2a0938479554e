"""Levy's function 13."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LEVY_13 = Declaration(
    name="levy_13",
    title="Levy's function 13",
    summary="Ripples in both directions whose height grows away from the minimizer.",
    expression="sin(3*pi*x)**2 + (x - 1)**2*(1 + sin(3*pi*y)**2) + (y - 1)**2*(1 + sin(2*pi*y)**2)",
    bounds=Bounds(x=(-4.0, 6.0), y=(-4.0, 6.0)),
    minimizers=((1.0, 1.0),),
    tags=("multimodal", "ill-conditioned"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
