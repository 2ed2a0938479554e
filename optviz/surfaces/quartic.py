"""Quartic bowl."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

QUARTIC = Declaration(
    name="quartic",
    title="Quartic bowl",
    summary="The Hessian is 0 at the minimizer: methods that count on curvature slow down to a crawl.",
    expression="x**4 + 2*y**4",
    bounds=Bounds(x=(-1.28, 1.28), y=(-1.28, 1.28)),
    minimizers=((0.0, 0.0),),
    tags=("convex", "plateau"),
    source="De Jong 1975, function F4 without its noise",
)
