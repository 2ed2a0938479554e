"""Bukin's function 6."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BUKIN_6 = Declaration(
    name="bukin_6",
    title="Bukin's function 6",
    summary="A ridge turned upside down: a bent crease of infinite slope, along which the way down is almost flat.",
    expression="100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)",
    bounds=Bounds(x=(-15.0, -5.0), y=(-3.0, 3.0)),
    minimizers=((-10.0, 1.0),),
    tags=("ill-conditioned", "non-smooth"),
    source="Bukin 1997, New Minimization Strategy for Non-Smooth Functions",
)
