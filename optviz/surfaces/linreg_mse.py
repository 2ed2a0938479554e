"""Least squares of six points."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LINREG_MSE = Declaration(
    name="linreg_mse",
    title="Least squares of six points",
    summary="The squared error of a line through six points, by its slope x and its intercept y.",
    expression=(
        "((-1.5*x + y + 1.9)**2 + (-0.8*x + y + 1.1)**2 + (-0.2*x + y - 0.3)**2 + (0.4*x + y - 0.2)**2 + (x + y "
        "- 1.7)**2 + (1.9*x + y - 2.4)**2)/6"
    ),
    bounds=Bounds(x=(-3.0, 5.0), y=(-3.0, 5.0)),
    minimizers=((1.2901668129938542, 0.09464442493415276),),
    tags=("convex", "data"),
    source="classical",
)
