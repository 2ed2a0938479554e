"""Saddle between two minima."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BOUNDED_SADDLE = Declaration(
    name="bounded_saddle",
    title="Saddle between two minima",
    summary="A saddle whose way down ends: methods that leave it late arrive late.",
    expression="x**2 - y**2 + 0.25*y**4",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.2, 2.2)),
    minimizers=((0.0, "-sqrt(2)"), (0.0, "sqrt(2)")),
    tags=("multimodal",),
    source="classical",
)
