"""Monkey saddle."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

MONKEY_SADDLE = Declaration(
    name="monkey_saddle",
    title="Monkey saddle",
    summary="Three valleys leave a point at which the Hessian is 0.",
    expression="x**3 - 3*x*y**2",
    bounds=Bounds(x=(-1.5, 1.5), y=(-1.5, 1.5)),
    tags=("unbounded",),
    source="Hilbert & Cohn-Vossen 1932, Anschauliche Geometrie",
)
