"""Rastrigin's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

RASTRIGIN = Declaration(
    name="rastrigin",
    title="Rastrigin's function",
    summary="A bowl full of regular pits: a small step is caught by the nearest one.",
    expression="20 + x**2 + y**2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)",
    bounds=Bounds(x=(-5.12, 5.12), y=(-5.12, 5.12)),
    minimizers=((0.0, 0.0),),
    source="Rastrigin 1974, Systems of Extremal Control",
)
