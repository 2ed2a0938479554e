"""Freudenstein-Roth function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

FREUDENSTEIN_ROTH = Declaration(
    name="freudenstein_roth",
    title="Freudenstein-Roth function",
    summary="Two valleys, and Newton-like methods often end in the wrong one, at (11.41, -0.90).",
    expression="(-13 + x + ((5 - y)*y - 2)*y)**2 + (-29 + x + ((y + 1)*y - 14)*y)**2",
    bounds=Bounds(x=(-10.0, 15.0), y=(-10.0, 15.0)),
    minimizers=((5.0, 4.0),),
    tags=("multimodal", "ill-conditioned"),
    source="Freudenstein & Roth 1963, Journal of the ACM 10",
)
