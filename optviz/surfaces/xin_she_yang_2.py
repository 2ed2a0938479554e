"""Yang's function 2."""

from __future__ import annotations

import math

from optviz.surfaces.base import Bounds, Declaration

XIN_SHE_YANG_2 = Declaration(
    name="xin_she_yang_2",
    title="Yang's function 2",
    summary="A pyramid torn by fine waves, with its tip at the minimizer.",
    expression="(abs(x) + abs(y))*exp(-sin(x**2) - sin(y**2))",
    bounds=Bounds(x=(-2 * math.pi, 2 * math.pi), y=(-2 * math.pi, 2 * math.pi)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="Yang 2010, arXiv:1008.0549",
)
