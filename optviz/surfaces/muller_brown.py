"""Müller-Brown potential."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

MULLER_BROWN = Declaration(
    name="muller_brown",
    title="Müller-Brown potential",
    summary="A chemist's energy surface: three wells joined by two passes.",
    expression=(
        "-200*exp(-(x - 1)**2 - 10*y**2) - 100*exp(-x**2 - 10*(y - 0.5)**2) - 170*exp(-6.5*(x + "
        "0.5)**2 + 11*(x + 0.5)*(y - 1.5) - 6.5*(y - 1.5)**2) + 15*exp(0.7*(x + 1)**2 + 0.6*(x + 1)*(y "
        "- 1) + 0.7*(y - 1)**2)"
    ),
    bounds=Bounds(x=(-1.5, 1.2), y=(-0.2, 2.0)),
    minimizers=((-0.5582236346330243, 1.4417258418046686),),
    tags=("multimodal",),
    source="Müller & Brown 1979, Theoretica Chimica Acta 53",
)
