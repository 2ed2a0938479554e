"""Trefethen's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

TREFETHEN = Declaration(
    name="trefethen",
    title="Trefethen's function",
    summary="Ripples upon ripples: problem 4 of the hundred-digit challenge, in which every local method is lost.",
    expression="exp(sin(50*x)) + sin(60*exp(y)) + sin(70*sin(x)) + sin(sin(80*y)) - sin(10*(x + y)) + (x**2 + y**2)/4",
    bounds=Bounds(x=(-1.0, 1.0), y=(-1.0, 1.0)),
    minimizers=((-0.024403079694375173, 0.21061242715535577),),
    tags=("multimodal",),
    source="Trefethen 2002, SIAM News 35",
)
