"""Griewank-Rosenbrock function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

GRIEWANK_ROSENBROCK = Declaration(
    name="griewank_rosenbrock",
    title="Griewank-Rosenbrock function",
    summary="Griewank's waves run along Rosenbrock's valley: its floor is full of small pits.",
    expression="10*((100*(x**2 - y)**2 + (x - 1)**2)/4000 - cos(100*(x**2 - y)**2 + (x - 1)**2)) + 10",
    bounds=Bounds(x=(-2.0, 2.0), y=(-1.0, 3.0)),
    minimizers=((1.0, 1.0),),
    tags=("multimodal", "ill-conditioned"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f19",
)
