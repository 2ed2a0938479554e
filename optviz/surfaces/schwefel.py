"""Schwefel's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHWEFEL = Declaration(
    name="schwefel",
    title="Schwefel's function",
    summary="The best pit lies near a corner, far from the second best: what is learned elsewhere misleads.",
    expression="418.982887272433799807913601398*2 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))",
    bounds=Bounds(x=(-500.0, 500.0), y=(-500.0, 500.0)),
    minimizers=((420.96874635998205, 420.96874635998205),),
    tags=("multimodal", "unbounded"),
    source="Schwefel 1981, Numerical Optimization of Computer Models, problem 2.26",
)
