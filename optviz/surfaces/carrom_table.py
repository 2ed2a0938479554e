"""Carrom table."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CARROM_TABLE = Declaration(
    name="carrom_table",
    title="Carrom table",
    summary="Ripples that grow toward the corners, with one equal minimizer in each of them.",
    expression="-exp(2*abs(1 - sqrt(x**2 + y**2)/pi))*cos(x)**2*cos(y)**2/30",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=(
        (9.646167670410366, 9.646167670410366),
        (9.646167670410366, -9.646167670410366),
        (-9.646167670410366, 9.646167670410366),
        (-9.646167670410366, -9.646167670410366),
    ),
    kinks=((0.0, 0.0),),
    tags=("multimodal", "non-smooth", "unbounded"),
    source="Mishra 2006, Some New Test Functions for Global Optimization",
)
