"""Schaffer's function 3."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHAFFER_3 = Declaration(
    name="schaffer_3",
    title="Schaffer's function 3",
    summary="Hyperbolic ripples with four equal minimizers on the axes, close to the centre.",
    expression="0.5 + (sin(cos(abs(x**2 - y**2)))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=(
        (0.0, 1.2531149631200684),
        (0.0, -1.2531149631200684),
        (1.2531149631200684, 0.0),
        (-1.2531149631200684, 0.0),
    ),
    tags=("multimodal", "ill-conditioned"),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
