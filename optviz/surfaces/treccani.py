"""Treccani's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

TRECCANI = Declaration(
    name="treccani",
    title="Treccani's function",
    summary="Two equal wells, two units apart, across a low pass.",
    expression="x**4 + 4*x**3 + 4*x**2 + y**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((-2.0, 0.0), (0.0, 0.0)),
    tags=("multimodal",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
