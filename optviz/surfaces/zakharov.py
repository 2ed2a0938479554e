"""Zakharov's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ZAKHAROV = Declaration(
    name="zakharov",
    title="Zakharov's function",
    summary="A bowl whose quartic term makes it flat along one diagonal and very steep across it.",
    expression="x**2 + y**2 + (0.5*x + y)**2 + (0.5*x + y)**4",
    bounds=Bounds(x=(-5.0, 10.0), y=(-5.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex",),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
