"""Easom's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

EASOM = Declaration(
    name="easom",
    title="Easom's function",
    summary="One narrow well in a wide plain: far from it the gradient is zero to the last digit.",
    expression="-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)",
    bounds=Bounds(x=(-1.0, 7.0), y=(-1.0, 7.0)),
    minimizers=(("pi", "pi"),),
    tags=("multimodal", "plateau"),
    source="Easom 1990, A Survey of Global Optimization Techniques",
)
