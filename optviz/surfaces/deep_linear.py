"""Two-layer linear network."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DEEP_LINEAR = Declaration(
    name="deep_linear",
    title="Two-layer linear network",
    summary="Its minimizers fill both branches of x*y = 1, and a saddle lies between them at (0, 0).",
    expression="(x*y - 1)**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    lowest=0.0,
    tags=("ill-conditioned",),
    source="after Saxe, McClelland & Ganguli 2014, arXiv:1312.6120",
)
