"""Griewank's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

GRIEWANK = Declaration(
    name="griewank",
    title="Griewank's function",
    summary="Many shallow, regular pits on a wide and gentle bowl.",
    expression="x**2/4000 + y**2/4000 - cos(x)*cos(y/sqrt(2)) + 1",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Griewank 1981, Journal of Optimization Theory and Applications 34",
)
