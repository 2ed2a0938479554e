"""Odd ripples."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ODD_RIPPLES = Declaration(
    name="odd_ripples",
    title="Odd ripples",
    summary="Waves without any symmetry; a local minimum in the middle catches most starts.",
    expression="0.3*sin(3*x)*cos(2*y) + 0.05*(x - 0.7)**2 + 0.11*(y + 0.2)**4",
    bounds=Bounds(x=(-3.0, 3.0), y=(-3.0, 3.0)),
    minimizers=((1.5396523050904714, -0.0028231868947019216),),
    tags=("multimodal",),
    source="optviz, for values that no symmetry can make right by chance",
)
