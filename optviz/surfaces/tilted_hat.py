"""Tilted hat."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

TILTED_HAT = Declaration(
    name="tilted_hat",
    title="Tilted hat",
    summary="A ring-shaped valley that leans to one side: fast into the ring, slow round it.",
    expression="(x**2 + y**2 - 1)**2 + 0.1*x",
    bounds=Bounds(x=(-1.6, 1.6), y=(-1.6, 1.6)),
    minimizers=((-1.012273131032681, 0.0),),
    tags=("ill-conditioned",),
    source="optviz, after the Mexican hat potential",
)
