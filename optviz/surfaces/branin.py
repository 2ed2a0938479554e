"""Branin's function."""

from __future__ import annotations

import math

from annotated_types import Gt, Lt

from optviz.surfaces.base import Bounds, Declaration

BRANIN = Declaration(
    name="branin",
    title="Branin's function",
    summary="Three equal minima along a bent valley.",
    expression="a*(y - b*x**2 + c*x - r)**2 + s*(1 - t)*cos(x) + s",
    bounds=Bounds(x=(-5.0, 10.0), y=(0.0, 15.0)),
    minimizers=(
        ("-pi", "b*pi**2 + c*pi + r"),
        ("pi", "b*pi**2 - c*pi + r"),
        ("3*pi", "9*b*pi**2 - 3*c*pi + r"),
    ),
    parameters={
        "a": 1.0,
        "b": 5.1 / (4 * math.pi**2),
        "c": 5 / math.pi,
        "r": 6.0,
        "s": 10.0,
        "t": 1 / (8 * math.pi),
    },
    ranges={"a": Gt(0), "s": Gt(0), "t": Lt(1)},
    tags=("multimodal",),
    source="Branin 1972, IBM Journal of Research and Development 16",
)
