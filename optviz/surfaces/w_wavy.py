"""W / Wavy function."""

from __future__ import annotations

import math

from optviz.surfaces.base import Bounds, Declaration

W_WAVY = Declaration(
    name="w_wavy",
    title="W / Wavy function",
    summary="A cross of ripples that die out, deepest in the middle.",
    expression="1 - 0.5*(cos(10*x)*exp(-x**2/2) + cos(10*y)*exp(-y**2/2))",
    bounds=Bounds(x=(-math.pi, math.pi), y=(-math.pi, math.pi)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Courrieu 1997, Journal of Global Optimization 10",
)
