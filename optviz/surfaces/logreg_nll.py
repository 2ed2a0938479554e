"""Logistic regression of six points."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LOGREG_NLL = Declaration(
    name="logreg_nll",
    title="Logistic regression of six points",
    summary=(
        "The loss of a logistic curve for six points that no threshold separates, by its slope x and its intercept y."
    ),
    expression=(
        "(softplus(-2.0*x + y) + softplus(-1.1*x + y) + softplus(-(-0.3*x + y)) + softplus(0.2*x + y) + "
        "softplus(-(0.9*x + y)) + softplus(-(2.1*x + y)))/6"
    ),
    bounds=Bounds(x=(-4.0, 8.0), y=(-4.0, 8.0)),
    minimizers=((1.9854978881312941, 0.11950305676866782),),
    tags=("convex", "data"),
    source="classical",
)
