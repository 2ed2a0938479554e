"""Himmelblau's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

HIMMELBLAU = Declaration(
    name="himmelblau",
    title="Himmelblau's function",
    summary="Four equal minima: the start and the method decide which one is reached.",
    expression="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    ),
    tags=("multimodal",),
    source="Himmelblau 1972, Applied Nonlinear Programming",
)
