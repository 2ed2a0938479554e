"""Six-hump camel."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SIX_HUMP_CAMEL = Declaration(
    name="six_hump_camel",
    title="Six-hump camel",
    summary="Six wells, two of them lowest, across a narrow strip.",
    expression="(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (-4 + 4*y**2)*y**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-1.1, 1.1)),
    minimizers=((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)),
    tags=("multimodal",),
    source="Dixon & Szegö 1978, Towards Global Optimisation 2",
)
