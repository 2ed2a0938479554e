"""Two weights and rectifiers."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CHAIN_RELU = Declaration(
    name="chain_relu",
    title="Two weights and rectifiers",
    summary=(
        "The squared error of relu(y relu(x)) against 1: a dead unit on three quadrants, where the gradient is "
        "0; the minimizers fill a curve."
    ),
    expression="(relu(y*relu(x)) - 1)**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    lowest=0.0,
    tags=("plateau", "non-smooth", "data"),
    source="classical, two weights of a deep network",
)
