"""Pen holder."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PEN_HOLDER = Declaration(
    name="pen_holder",
    title="Pen holder",
    summary="Flat-bottomed cups in rows, of which the four in the corners are lowest.",
    expression="-exp(-1/abs(cos(x)*cos(y)*exp(abs(1 - sqrt(x**2 + y**2)/pi))))",
    bounds=Bounds(x=(-11.0, 11.0), y=(-11.0, 11.0)),
    minimizers=(
        (9.646167670410366, 9.646167670410366),
        (9.646167670410366, -9.646167670410366),
        (-9.646167670410366, 9.646167670410366),
        (-9.646167670410366, -9.646167670410366),
    ),
    kinks=((0.0, 0.0),),
    tags=("multimodal", "non-smooth"),
    source="Mishra 2006, Some New Test Functions for Global Optimization",
)
