"""Bartels-Conn function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BARTELS_CONN = Declaration(
    name="bartels_conn",
    title="Bartels-Conn function",
    summary="A bowl with creases along straight lines, pointed at its minimizer.",
    expression="abs(x**2 + y**2 + x*y) + abs(sin(x)) + abs(cos(y))",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "non-smooth"),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
