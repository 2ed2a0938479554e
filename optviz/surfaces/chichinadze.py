"""Chichinadze's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CHICHINADZE = Declaration(
    name="chichinadze",
    title="Chichinadze's function",
    summary="A wide parabola with sharp ripples along x, and along y no more than a shallow groove.",
    expression="x**2 - 12*x + 8*sin(5*pi*x/2) + 10*cos(pi*x/2) + 11 - 0.2*sqrt(5)*exp(-0.5*(y - 0.5)**2)",
    bounds=Bounds(x=(0.0, 12.0), y=(-5.0, 6.0)),
    minimizers=((6.18986658698431, 0.5),),
    tags=("multimodal", "ill-conditioned"),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
