"""Keane's bump function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

KEANE = Declaration(
    name="keane",
    title="Keane's bump function",
    summary="Rising waves whose two lowest points lie on the edges of the region.",
    expression="-sin(x - y)**2*sin(x + y)**2/sqrt(x**2 + y**2)",
    bounds=Bounds(x=(0.01, 10.0), y=(0.01, 10.0)),
    minimizers=((0.01, 1.3932798057503895), (1.3932798057503895, 0.01)),
    tags=("multimodal",),
    source="Keane 1994, Experiences with Optimizers in Structural Design",
)
