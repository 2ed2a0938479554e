"""Jennrich-Sampson function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

JENNRICH_SAMPSON = Declaration(
    name="jennrich_sampson",
    title="Jennrich-Sampson function",
    summary="Ten exponentials that no point fits: the least value is 124, and the walls are of height 10**7.",
    expression=(
        "(4 - (exp(x) + exp(y)))**2 + (6 - (exp(2*x) + exp(2*y)))**2 + (8 - (exp(3*x) + exp(3*y)))**2 + (10 - "
        "(exp(4*x) + exp(4*y)))**2 + (12 - (exp(5*x) + exp(5*y)))**2 + (14 - (exp(6*x) + exp(6*y)))**2 + (16 - "
        "(exp(7*x) + exp(7*y)))**2 + (18 - (exp(8*x) + exp(8*y)))**2 + (20 - (exp(9*x) + exp(9*y)))**2 + (22 - "
        "(exp(10*x) + exp(10*y)))**2"
    ),
    bounds=Bounds(x=(-1.0, 0.6), y=(-1.0, 0.6)),
    minimizers=((0.2578252136703641, 0.2578252136703641),),
    tags=("ill-conditioned",),
    source="Jennrich & Sampson 1968, Technometrics 10",
)
