"""McCormick's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

MCCORMICK = Declaration(
    name="mccormick",
    title="McCormick's function",
    summary="A wave on a tilted sheet; lower ground lies along the diagonal, outside the bounds.",
    expression="sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
    bounds=Bounds(x=(-1.5, 4.0), y=(-3.0, 4.0)),
    minimizers=(("1/2 - pi/3", "-1/2 - pi/3"),),
    tags=("multimodal", "unbounded"),
    source="McCormick 1976, Mathematical Programming 10",
)
