"""Step function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

STEP = Declaration(
    name="step",
    title="Step function",
    summary=(
        "Terraces: the gradient is 0 wherever there is one, so that no gradient method moves; the lowest terrace "
        "is a square."
    ),
    expression="floor(x + 1/2)**2 + floor(y + 1/2)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    lowest=0.0,
    tags=("plateau", "non-smooth"),
    source="Bäck & Schwefel 1993, Evolutionary Computation 1",
)
