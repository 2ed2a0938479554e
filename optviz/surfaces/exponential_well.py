"""Exponential well."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

EXPONENTIAL_WELL = Declaration(
    name="exponential_well",
    title="Exponential well",
    summary="One smooth pit: the farther the start, the more the gradient vanishes.",
    expression="-exp(-(x**2 + y**2)/2)",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("plateau",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
