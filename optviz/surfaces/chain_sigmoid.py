"""Two weights and sigmoids."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CHAIN_SIGMOID = Declaration(
    name="chain_sigmoid",
    title="Two weights and sigmoids",
    summary=(
        "The squared error of sigmoid(y sigmoid(x)) against 0.9: the gradient vanishes in the corners; the "
        "minimizers fill a curve."
    ),
    expression="(sigmoid(y*sigmoid(x)) - 0.9)**2",
    bounds=Bounds(x=(-12.0, 12.0), y=(-12.0, 12.0)),
    lowest=0.0,
    tags=("plateau", "data"),
    source="classical, two weights of a deep network",
)
