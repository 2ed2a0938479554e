"""Levy's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LEVY = Declaration(
    name="levy",
    title="Levy's function",
    summary="Parallel grooves, deepest where the wave and the bowl agree.",
    expression=(
        "sin(pi*(1 + (x - 1)/4))**2 + ((x - 1)/4)**2*(1 + 10*sin(pi*(1 + (x - 1)/4) + 1)**2) + ((y - 1)/4)**2*(1 "
        "+ sin(2*pi*(1 + (y - 1)/4))**2)"
    ),
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((1.0, 1.0),),
    tags=("multimodal",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
