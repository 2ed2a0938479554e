"""Two weights in a chain."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

TANH_CHAIN = Declaration(
    name="tanh_chain",
    title="Two weights in a chain",
    summary=("The squared error of tanh(y tanh(x)) against 0.9: flat corners, and a saddle at the usual start near 0."),
    expression="(tanh(y*tanh(x)) - 0.9)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    lowest=0.0,
    tags=("plateau", "data"),
    source="classical, two weights of a deep network",
)
