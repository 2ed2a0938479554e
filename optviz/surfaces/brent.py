"""Brent's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BRENT = Declaration(
    name="brent",
    title="Brent's function",
    summary="A plain bowl with its minimizer at (-10, -10) and a bump at the corner too small to see.",
    expression="(x + 10)**2 + (y + 10)**2 + exp(-x**2 - y**2)",
    bounds=Bounds(x=(-20.0, 0.0), y=(-20.0, 0.0)),
    minimizers=((-10.0, -10.0),),
    tags=("convex",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
