"""Double well."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DOUBLE_WELL = Declaration(
    name="double_well",
    title="Double well",
    summary="Two equal wells side by side: the start decides which one is reached.",
    expression="(x**2 - 1)**2 + y**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((1.0, 0.0), (-1.0, 0.0)),
    tags=("multimodal",),
    source="classical",
)
