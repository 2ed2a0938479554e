"""Beale's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BEALE = Declaration(
    name="beale",
    title="Beale's function",
    summary="Sharp peaks at the corners and flat ground around a narrow valley.",
    expression="(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    bounds=Bounds(x=(-4.5, 4.5), y=(-4.5, 4.5)),
    minimizers=((3.0, 0.5),),
    tags=("ill-conditioned",),
    source="Beale 1958, On an iterative method for finding a local minimum",
)
