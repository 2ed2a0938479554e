"""Goldstein-Price function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

GOLDSTEIN_PRICE = Declaration(
    name="goldstein_price",
    title="Goldstein-Price function",
    summary="Values from 3 to a million: only a logarithmic scale shows its valleys.",
    expression=(
        "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))*(30 + (2*x - 3*y)**2*(18 - "
        "32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
    ),
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((0.0, -1.0),),
    tags=("multimodal",),
    source="Goldstein & Price 1971, Mathematics of Computation 25",
)
