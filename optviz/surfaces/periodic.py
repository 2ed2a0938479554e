"""Periodic function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PERIODIC = Declaration(
    name="periodic",
    title="Periodic function",
    summary="Equal pits, of which the middle one is a tenth deeper.",
    expression="1 + sin(x)**2 + sin(y)**2 - 0.1*exp(-x**2 - y**2)",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Ali, Khompatraporn & Zabinsky 2005, Journal of Global Optimization 31",
)
