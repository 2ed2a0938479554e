"""Leon's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LEON = Declaration(
    name="leon",
    title="Leon's function",
    summary="Rosenbrock's valley with a cubic bend, flat at its inflection.",
    expression="100*(y - x**3)**2 + (1 - x)**2",
    bounds=Bounds(x=(-1.5, 1.5), y=(-1.5, 1.5)),
    minimizers=((1.0, 1.0),),
    tags=("ill-conditioned",),
    source="Leon 1966, A Comparison among Eight Known Optimizing Procedures",
)
