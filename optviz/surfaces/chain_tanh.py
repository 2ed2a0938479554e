"""Two weights and hyperbolic tangents."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CHAIN_TANH = Declaration(
    name="chain_tanh",
    title="Two weights and hyperbolic tangents",
    summary=(
        "The surface `tanh_chain` under its other name: a saddle at the usual start, and minimizers that fill "
        "two curves."
    ),
    expression="(tanh(y*tanh(x)) - 0.9)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    lowest=0.0,
    tags=("plateau", "data"),
    source="classical, two weights of a deep network",
)
