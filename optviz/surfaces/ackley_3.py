"""Ackley's function 3."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

ACKLEY_3 = Declaration(
    name="ackley_3",
    title="Ackley's function 3",
    summary="A cone overlaid with waves, which leave two equal minimizers and many near ones.",
    expression="-200*exp(-0.02*sqrt(x**2 + y**2)) + 5*exp(cos(3*x) + sin(3*y))",
    bounds=Bounds(x=(-32.0, 32.0), y=(-32.0, 32.0)),
    minimizers=((0.6825771831515794, -0.36070186306103735), (-0.6825771831515794, -0.36070186306103735)),
    kinks=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
