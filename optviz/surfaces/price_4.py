"""Price's function 4."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PRICE_4 = Declaration(
    name="price_4",
    title="Price's function 4",
    summary="Three equal minimizers on thin, winding floors.",
    expression="(2*x**3*y - y**3)**2 + (6*x - y**2 + y)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0), (2.0, 4.0), (1.4643521196636984, -2.5060127607816622)),
    tags=("multimodal", "ill-conditioned"),
    source="Price 1977, The Computer Journal 20",
)
