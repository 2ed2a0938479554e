"""Hosaki's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

HOSAKI = Declaration(
    name="hosaki",
    title="Hosaki's function",
    summary="Two wells in a bay; the nearer one is the shallower.",
    expression="(1 - 8*x + 7*x**2 - 7*x**3/3 + x**4/4)*y**2*exp(-y)",
    bounds=Bounds(x=(0.0, 5.0), y=(0.0, 6.0)),
    minimizers=((4.0, 2.0),),
    tags=("multimodal", "unbounded"),
    source="Bekey & Ung 1974, IEEE Transactions on Systems, Man, and Cybernetics 4",
)
