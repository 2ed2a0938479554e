"""Schaffer's function 1."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHAFFER_1 = Declaration(
    name="schaffer_1",
    title="Schaffer's function 1",
    summary="Rings that grow finer outward, of nearly equal depth.",
    expression="0.5 + (sin(x**2 + y**2)**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
