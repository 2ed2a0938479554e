"""Nesterov's non-smooth Chebyshev-Rosenbrock function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CHEBYSHEV_ROSENBROCK_NONSMOOTH = Declaration(
    name="chebyshev_rosenbrock_nonsmooth",
    title="Nesterov's non-smooth Chebyshev-Rosenbrock function",
    summary="A folded valley with a false end at (0, -1), where methods stop although it goes down from there.",
    expression="abs(x - 1)/4 + abs(y - 2*abs(x) + 1)",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 3.0)),
    minimizers=((1.0, 1.0),),
    tags=("ill-conditioned", "non-smooth"),
    source="Gürbüzbalaban & Overton 2012, Nonlinear Analysis 75",
)
