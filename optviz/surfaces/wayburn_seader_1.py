"""Wayburn-Seader function 1."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

WAYBURN_SEADER_1 = Declaration(
    name="wayburn_seader_1",
    title="Wayburn-Seader function 1",
    summary="Two minimizers on a flat floor between walls of the sixth power.",
    expression="(x**6 + y**4 - 17)**2 + (2*x + y - 4)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((1.0, 2.0), (1.5968041538769333, 0.8063916922461333)),
    tags=("multimodal", "ill-conditioned"),
    source="Wayburn & Seader 1987, Computers & Chemical Engineering 11",
)
