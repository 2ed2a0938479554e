"""Egg crate."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

EGG_CRATE = Declaration(
    name="egg_crate",
    title="Egg crate",
    summary="A regular grid of pits that deepens toward the middle.",
    expression="x**2 + y**2 + 25*(sin(x)**2 + sin(y)**2)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
