"""Parsopoulos' function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PARSOPOULOS = Declaration(
    name="parsopoulos",
    title="Parsopoulos' function",
    summary="Twelve equal minimizers in a regular pattern.",
    expression="cos(x)**2 + sin(y)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=(
        ("-3*pi/2", "-pi"),
        ("-pi/2", "-pi"),
        ("pi/2", "-pi"),
        ("3*pi/2", "-pi"),
        ("-3*pi/2", 0.0),
        ("-pi/2", 0.0),
        ("pi/2", 0.0),
        ("3*pi/2", 0.0),
        ("-3*pi/2", "pi"),
        ("-pi/2", "pi"),
        ("pi/2", "pi"),
        ("3*pi/2", "pi"),
    ),
    tags=("multimodal",),
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
