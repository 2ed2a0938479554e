"""Giunta's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

GIUNTA = Declaration(
    name="giunta",
    title="Giunta's function",
    summary="A smooth, slightly wavy bowl whose minimizer lies on the diagonal.",
    expression=(
        "0.6 + sin(16*x/15 - 1) + sin(16*x/15 - 1)**2 + sin(4*(16*x/15 - 1))/50 + sin(16*y/15 - 1) + sin(16*y/15 "
        "- 1)**2 + sin(4*(16*y/15 - 1))/50"
    ),
    bounds=Bounds(x=(-1.0, 1.0), y=(-1.0, 1.0)),
    minimizers=((0.4673200253979606, 0.4673200253979606),),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
