"""Kinked ravine."""

from __future__ import annotations

from annotated_types import Gt

from optviz.surfaces.base import Bounds, Declaration

L1_RAVINE = Declaration(
    name="l1_ravine",
    title="Kinked ravine",
    summary="Two folds instead of curves: the gradient keeps its size down to the very bottom.",
    expression="abs(x) + steepness*abs(y)",
    bounds=Bounds(x=(-3.0, 3.0), y=(-2.0, 2.0)),
    minimizers=((0.0, 0.0),),
    parameters={"steepness": 10.0},
    ranges={"steepness": Gt(0)},
    tags=("convex", "ill-conditioned", "non-smooth"),
    source="classical",
)
