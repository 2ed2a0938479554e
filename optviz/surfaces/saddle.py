"""Saddle."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SADDLE = Declaration(
    name="saddle",
    title="Saddle",
    summary="Two slopes meet at (0, 0): a start on the line y = 0 never leaves it by the gradient alone.",
    expression="x**2 - y**2",
    bounds=Bounds(x=(-1.5, 1.5), y=(-1.5, 1.5)),
    tags=("unbounded",),
    source="Radford 2014",
)
