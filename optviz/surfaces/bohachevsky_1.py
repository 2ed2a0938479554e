"""Bohachevsky's function 1."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BOHACHEVSKY_1 = Declaration(
    name="bohachevsky_1",
    title="Bohachevsky's function 1",
    summary="A bowl with ripples that vanish from sight at a distance.",
    expression="x**2 + 2*y**2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Bohachevsky, Johnson & Stein 1986, Technometrics 28",
)
