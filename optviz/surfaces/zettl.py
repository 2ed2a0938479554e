"""Zettl's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ZETTL = Declaration(
    name="zettl",
    title="Zettl's function",
    summary="A valley along a circle, with its minimizer just beside the origin.",
    expression="(x**2 + y**2 - 2*x)**2 + 0.25*x",
    bounds=Bounds(x=(-1.5, 3.5), y=(-2.5, 2.5)),
    minimizers=((-0.029895985050660382, 0.0),),
    tags=("ill-conditioned",),
    source="Zettl 1970, Numerische Mathematik 15",
)
