"""Schaffer's function 2."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHAFFER_2 = Declaration(
    name="schaffer_2",
    title="Schaffer's function 2",
    summary="Fine hyperbolic ripples: from a distance only noise can be seen.",
    expression="0.5 + (sin(x**2 - y**2)**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
