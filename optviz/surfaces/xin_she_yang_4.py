"""Yang's function 4."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

XIN_SHE_YANG_4 = Declaration(
    name="xin_she_yang_4",
    title="Yang's function 4",
    summary="A needle in the middle of a rippled plateau: its slope is felt only near it.",
    expression="(sin(x)**2 + sin(y)**2 - exp(-x**2 - y**2))*exp(-sin(sqrt(abs(x)))**2 - sin(sqrt(abs(y)))**2)",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="Yang 2010, arXiv:1008.0549",
)
