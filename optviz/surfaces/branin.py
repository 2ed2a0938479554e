"""Branin's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

BRANIN = Declaration(
    name="branin",
    title="Branin's function",
    summary="Three equal minima along a bent valley.",
    expression="(y - 5.1/(4*pi**2)*x**2 + 5/pi*x - 6)**2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
    bounds=Bounds(x=(-5.0, 10.0), y=(0.0, 15.0)),
    minimizers=(("-pi", 12.275), ("pi", 2.275), ("3*pi", 2.475)),
    source="Branin 1972, IBM Journal of Research and Development 16",
)
