"""Bohachevsky's function 3."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BOHACHEVSKY_3 = Declaration(
    name="bohachevsky_3",
    title="Bohachevsky's function 3",
    summary="As function 1 with one wave for both coordinates: slanting grooves in a bowl.",
    expression="x**2 + 2*y**2 - 0.3*cos(3*pi*x + 4*pi*y) + 0.3",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal", "ill-conditioned"),
    source="Bohachevsky, Johnson & Stein 1986, Technometrics 28",
)
