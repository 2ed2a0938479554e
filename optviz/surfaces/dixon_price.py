"""Dixon-Price function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DIXON_PRICE = Declaration(
    name="dixon_price",
    title="Dixon-Price function",
    summary="Two minimizers in one valley that is bent like a parabola.",
    expression="(x - 1)**2 + 2*(2*y**2 - x)**2",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((1.0, "sqrt(0.5)"), (1.0, "-sqrt(0.5)")),
    tags=("multimodal", "ill-conditioned"),
    source="Dixon & Price 1989, Journal of Optimization Theory and Applications 60",
)
