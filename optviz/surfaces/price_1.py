"""Price's function 1."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PRICE_1 = Declaration(
    name="price_1",
    title="Price's function 1",
    summary="Four equal wells, one in each quadrant, with sharp ridges between them.",
    expression="(abs(x) - 5)**2 + (abs(y) - 5)**2",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((5.0, 5.0), (5.0, -5.0), (-5.0, 5.0), (-5.0, -5.0)),
    tags=("multimodal", "non-smooth"),
    source="Price 1977, The Computer Journal 20",
)
