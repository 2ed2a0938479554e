"""Ackley's function 2."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ACKLEY_2 = Declaration(
    name="ackley_2",
    title="Ackley's function 2",
    summary="One smooth cone with its tip at the bottom: the gradient is steepest just before the minimizer.",
    expression="-200*exp(-0.02*sqrt(x**2 + y**2))",
    bounds=Bounds(x=(-32.0, 32.0), y=(-32.0, 32.0)),
    minimizers=((0.0, 0.0),),
    kinks=((0.0, 0.0),),
    tags=("non-smooth",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
