"""Three-hump camel."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

THREE_HUMP_CAMEL = Declaration(
    name="three_hump_camel",
    title="Three-hump camel",
    summary="Three wells in a row; the middle one is the lowest.",
    expression="2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
    bounds=Bounds(x=(-2.5, 2.5), y=(-2.5, 2.5)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
