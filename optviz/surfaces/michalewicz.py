"""Michalewicz's function."""

from __future__ import annotations

import math

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

MICHALEWICZ = Declaration(
    name="michalewicz",
    title="Michalewicz's function",
    summary="Two narrow, crossing trenches on a plain without slope: the larger `m`, the narrower.",
    expression="-sin(x)*(sin(x**2/pi)**2)**m - sin(y)*(sin(2*y**2/pi)**2)**m",
    bounds=Bounds(x=(0.0, math.pi), y=(0.0, math.pi)),
    minimizers=((2.2029055201726093, "pi/2"),),
    parameters={"m": 10.0},
    ranges={"m": Ge(1)},
    moving=("m",),
    tags=("multimodal", "plateau"),
    source="Michalewicz 1992, Genetic Algorithms + Data Structures = Evolution Programs",
)
