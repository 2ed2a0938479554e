"""Drop wave."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DROP_WAVE = Declaration(
    name="drop_wave",
    title="Drop wave",
    summary="Rings like those round a drop in water: the gradient points across them, not to the middle.",
    expression="-(1 + cos(12*sqrt(x**2 + y**2)))/(0.5*(x**2 + y**2) + 2)",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((0.0, 0.0),),
    kinks=((0.0, 0.0),),
    tags=("multimodal",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
