"""Cross in tray."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

CROSS_IN_TRAY = Declaration(
    name="cross_in_tray",
    title="Cross in tray",
    summary="A cross of sharp ridges divides a tray of small pits; four of them are equally deep.",
    expression="-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x**2 + y**2)/pi))) + 1)**0.1",
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=(
        (1.3494066171539107, 1.3494066171539107),
        (1.3494066171539107, -1.3494066171539107),
        (-1.3494066171539107, 1.3494066171539107),
        (-1.3494066171539107, -1.3494066171539107),
    ),
    tags=("multimodal", "non-smooth", "unbounded"),
    source="Mishra 2006, Some New Test Functions for Global Optimization",
)
