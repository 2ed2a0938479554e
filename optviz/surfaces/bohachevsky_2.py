"""Bohachevsky's function 2."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BOHACHEVSKY_2 = Declaration(
    name="bohachevsky_2",
    title="Bohachevsky's function 2",
    summary="As function 1 with the ripples multiplied: a pattern like a chessboard's.",
    expression="x**2 + 2*y**2 - 0.3*cos(3*pi*x)*cos(4*pi*y) + 0.3",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Bohachevsky, Johnson & Stein 1986, Technometrics 28",
)
