"""Damavandi's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DAMAVANDI = Declaration(
    name="damavandi",
    title="Damavandi's function",
    summary=(
        "A needle of depth 77 at (2, 2) in the side of a wide bowl, whose bottom at (7, 7) is where almost "
        "everybody ends."
    ),
    expression="(1 - abs(sinc(x - 2)*sinc(y - 2))**5)*(2 + (x - 7)**2 + 2*(y - 7)**2)",
    bounds=Bounds(x=(0.0, 14.0), y=(0.0, 14.0)),
    minimizers=((2.0, 2.0),),
    tags=("multimodal",),
    source="Damavandi & Safavi-Naeini 2005, IEEE Transactions on Circuits and Systems I 52",
)
