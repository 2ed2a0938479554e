"""Ackley's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ACKLEY = Declaration(
    name="ackley",
    title="Ackley's function",
    summary="A nearly flat, rippled plain with one deep funnel, pointed at its bottom.",
    expression="-20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    kinks=((0.0, 0.0),),
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
)
