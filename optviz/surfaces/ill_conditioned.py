"""Ill-conditioned quadratic."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

ILL_CONDITIONED = Declaration(
    name="ill_conditioned",
    title="Ill-conditioned quadratic",
    summary=(
        "The Hessian's eigenvalues are 1 and `condition`: the steep axis limits the step, the flat one needs many."
    ),
    expression="0.5*(x**2 + condition*y**2)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-1.5, 1.5)),
    minimizers=((0.0, 0.0),),
    parameters={"condition": 100.0},
    ranges={"condition": Ge(1)},
    tags=("convex", "ill-conditioned"),
    source="Nesterov 2004, Introductory Lectures on Convex Optimization",
)
