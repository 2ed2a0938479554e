"""Hölder table."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

HOLDER_TABLE = Declaration(
    name="holder_table",
    title="Hölder table",
    summary="A table on four legs: the equal minimizers lie in the corners, under the steepest waves.",
    expression="-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x**2 + y**2)/pi)))",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=(
        (8.055023475736563, 9.664590019241272),
        (8.055023475736563, -9.664590019241272),
        (-8.055023475736563, 9.664590019241272),
        (-8.055023475736563, -9.664590019241272),
    ),
    tags=("multimodal", "non-smooth", "unbounded"),
    source="Mishra 2006, Some New Test Functions for Global Optimization",
)
