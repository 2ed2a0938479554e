"""Hyperbolic saddle."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

HYPERBOLIC_SADDLE = Declaration(
    name="hyperbolic_saddle",
    title="Hyperbolic saddle",
    summary="The saddle turned by 45 degrees: the gradient's coordinates are y and x.",
    expression="x*y",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    tags=("unbounded",),
    source="classical",
)
