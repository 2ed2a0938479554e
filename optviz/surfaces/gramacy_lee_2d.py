"""Gramacy-Lee function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

GRAMACY_LEE_2D = Declaration(
    name="gramacy_lee_2d",
    title="Gramacy-Lee function",
    summary="One pit and one hill in a corner of a wide plain.",
    expression="x*exp(-x**2 - y**2)",
    bounds=Bounds(x=(-2.0, 6.0), y=(-2.0, 6.0)),
    minimizers=(("-sqrt(0.5)", 0.0),),
    tags=("plateau",),
    source="Gramacy & Lee 2008, Journal of the American Statistical Association 103",
)
