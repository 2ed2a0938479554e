"""CLIFF of CUTEst."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CLIFF_CUTE = Declaration(
    name="cliff_cute",
    title="CLIFF of CUTEst",
    summary="The surface `wall` seen from farther away: an exponential wall that fills half of the picture.",
    expression="((x - 3)/100)**2 - (x - y) + exp(20*(x - y))",
    bounds=Bounds(x=(2.0, 4.0), y=(2.0, 4.0)),
    minimizers=((3.0, "3 + log(20)/20"),),
    tags=("convex", "ill-conditioned"),
    source="CUTEst, CLIFF",
)
