"""Dekkers-Aarts function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DECKKERS_AARTS = Declaration(
    name="deckkers_aarts",
    title="Dekkers-Aarts function",
    summary="Two deep wells on an axis that is a hundred thousand times less steep than the other.",
    expression="100000*x**2 + y**2 - (x**2 + y**2)**2 + (x**2 + y**2)**4/100000",
    bounds=Bounds(x=(-1.0, 1.0), y=(-20.0, 20.0)),
    minimizers=((0.0, 14.945112151891959), (0.0, -14.945112151891959)),
    tags=("multimodal", "ill-conditioned"),
    source="Dekkers & Aarts 1991, Mathematical Programming 50",
)
