"""Alpine function 1."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

_ZEROS = (
    -9.32461053960782,
    -6.383352728341146,
    -3.0414252324282334,
    -0.1001674211615598,
    0.0,
    3.241760074751353,
    6.1830178860180265,
    9.524945381930939,
)
"""Where x = 0 or sin(x) = -0.1."""

ALPINE_1 = Declaration(
    name="alpine_1",
    title="Alpine function 1",
    summary="Sixty-four equal minimizers, each at the bottom of a sharp crease.",
    expression="abs(x*sin(x) + 0.1*x) + abs(y*sin(y) + 0.1*y)",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=tuple((x, y) for x in _ZEROS for y in _ZEROS),
    tags=("multimodal", "non-smooth"),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
