"""Ursem's function 1."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

URSEM_1 = Declaration(
    name="ursem_1",
    title="Ursem's function 1",
    summary="One large well, and a small one at the edge.",
    expression="-sin(2*x - 0.5*pi) - 3*cos(y) - 0.5*x",
    bounds=Bounds(x=(-2.5, 3.0), y=(-2.0, 2.0)),
    minimizers=((1.697136454365936, 0.0),),
    tags=("multimodal", "unbounded"),
    source="Ursem 1999, Multinational Evolutionary Algorithms",
)
