"""Griewank-Rosenbrock function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

GRIEWANK_ROSENBROCK = Declaration(
    name="griewank_rosenbrock",
    title="Griewank-Rosenbrock function",
    summary="Waves of Rosenbrock's value: each of its level lines is a trench or a crest.",
    expression="10*((100*(x**2 - y)**2 + (x - 1)**2)/4000 - cos(100*(x**2 - y)**2 + (x - 1)**2)) + 10",
    bounds=Bounds(x=(0.75, 1.25), y=(0.75, 1.25)),
    minimizers=((1.0, 1.0),),
    tags=("multimodal", "ill-conditioned"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f19",
)
