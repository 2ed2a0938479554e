"""Long valley."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LONG_VALLEY = Declaration(
    name="long_valley",
    title="Long valley",
    summary="Steep walls, a nearly flat floor: plain descent gets nowhere along it, momentum swings first.",
    expression="x**2/20 + y**2",
    bounds=Bounds(x=(-10.0, 10.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "ill-conditioned"),
    source="Radford 2014",
)
