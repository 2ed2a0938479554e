"""Distill's banana."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DISTILL_BANANA = Declaration(
    name="distill_banana",
    title="Distill's banana",
    summary="A softer Rosenbrock valley, on which strong momentum swings along the bend for a long time.",
    expression="(1 - x)**2 + 20*(3*y - x**2)**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-0.3, 1.1)),
    minimizers=((1.0, "1/3"),),
    tags=("ill-conditioned",),
    source="Goh 2017, Why Momentum Really Works, Distill",
)
