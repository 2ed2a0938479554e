"""Peaks."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PEAKS = Declaration(
    name="peaks",
    title="Peaks",
    summary="Three hills and three hollows on a plain, two of them wells of different depth.",
    expression=(
        "3*(1 - x)**2*exp(-x**2 - (y + 1)**2) - 10*(x/5 - x**3 - y**5)*exp(-x**2 - y**2) - exp(-(x + 1)**2 - y**2)/3"
    ),
    bounds=Bounds(x=(-3.0, 3.0), y=(-3.0, 3.0)),
    minimizers=((0.22827892055636909, -1.6255349574999964),),
    tags=("multimodal", "plateau"),
    source="MATLAB, peaks",
)
