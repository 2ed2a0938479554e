"""Ackley's function."""

from __future__ import annotations

import math

from annotated_types import Gt

from optviz.surfaces.base import Bounds, Declaration

ACKLEY = Declaration(
    name="ackley",
    title="Ackley's function",
    summary="A nearly flat, rippled plain with one deep funnel, pointed at its bottom.",
    expression="-a*exp(-b*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(c*x) + cos(c*y))) + e + a",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    parameters={"a": 20.0, "b": 0.2, "c": 2 * math.pi},
    ranges={"a": Gt(0), "b": Gt(0)},
    kinks=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
)
