"""Powell's badly scaled function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

POWELL_BADLY_SCALED = Declaration(
    name="powell_badly_scaled",
    title="Powell's badly scaled function",
    summary="One coordinate of the minimizer is almost a million times the other: a single rate fits neither.",
    expression="(10000*x*y - 1)**2 + (exp(-x) + exp(-y) - 1.0001)**2",
    bounds=Bounds(x=(-0.001, 0.001), y=(0.0, 12.0)),
    minimizers=((1.0981593296998175e-05, 9.106146739866524),),
    tags=("ill-conditioned",),
    source=(
        "Powell 1970, A Hybrid Method for Nonlinear Equations; after Moré, Garbow & Hillstrom 1981, ACM "
        "Transactions on Mathematical Software 7"
    ),
)
