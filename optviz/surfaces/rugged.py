"""Rugged bowl."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

RUGGED = Declaration(
    name="rugged",
    title="Rugged bowl",
    summary="Ripples cover a bowl: what a method carries along decides in which hollow it stops.",
    expression="0.5*(x**2 + 3*y**2) + 0.6*sin(5*x)*sin(4*y) + 0.4*sin(7*x + y)",
    bounds=Bounds(x=(-3.0, 3.0), y=(-2.0, 2.0)),
    minimizers=((-0.2783058779661608, 0.2989036176178249),),
    tags=("multimodal",),
    source="optviz, for momentum against look-ahead gradients",
)
