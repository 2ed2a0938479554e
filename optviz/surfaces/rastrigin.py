"""Rastrigin's function."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

RASTRIGIN = Declaration(
    name="rastrigin",
    title="Rastrigin's function",
    summary="A bowl full of regular pits: a small step is caught by the nearest one.",
    expression="2*a + x**2 + y**2 - a*cos(2*pi*x) - a*cos(2*pi*y)",
    bounds=Bounds(x=(-5.12, 5.12), y=(-5.12, 5.12)),
    minimizers=((0.0, 0.0),),
    parameters={"a": 10.0},
    ranges={"a": Ge(0)},
    tags=("multimodal",),
    source="Rastrigin 1974, Systems of Extremal Control",
)
