"""Styblinski-Tang function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

STYBLINSKI_TANG = Declaration(
    name="styblinski_tang",
    title="Styblinski-Tang function",
    summary="Four wells of different depth, one in each quadrant.",
    expression="0.5*(x**4 - 16*x**2 + 5*x) + 0.5*(y**4 - 16*y**2 + 5*y)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((-2.903534027771177, -2.903534027771177),),
    tags=("multimodal",),
    source="Styblinski & Tang 1990, Neural Networks 3",
)
