"""Engvall's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ENGVALL = Declaration(
    name="engvall",
    title="Engvall's function",
    summary="A steep round bowl with a single minimizer off its centre.",
    expression="x**4 + y**4 + 2*x**2*y**2 - 4*x + 3",
    bounds=Bounds(x=(-4.0, 4.0), y=(-4.0, 4.0)),
    minimizers=((1.0, 0.0),),
    tags=("convex",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
