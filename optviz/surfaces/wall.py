"""Exponential wall."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

WALL = Declaration(
    name="wall",
    title="Exponential wall",
    summary=("A slope that turns into an exponential wall: the gradient grows without bound within a short step."),
    expression="((x - 3)/100)**2 - (x - y) + exp(20*(x - y))",
    bounds=Bounds(x=(2.5, 3.5), y=(2.7, 3.7)),
    minimizers=((3.0, "3 + log(20)/20"),),
    tags=("convex", "ill-conditioned"),
    source="CUTEst, CLIFF",
)
