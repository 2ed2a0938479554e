"""Rotated hyper-ellipsoid."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ROTATED_HYPER_ELLIPSOID = Declaration(
    name="rotated_hyper_ellipsoid",
    title="Rotated hyper-ellipsoid",
    summary="In two variables just an oval bowl, drawn so wide that its values reach ten thousand.",
    expression="x**2 + (x**2 + y**2)",
    bounds=Bounds(x=(-65.536, 65.536), y=(-65.536, 65.536)),
    minimizers=((0.0, 0.0),),
    tags=("convex",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
