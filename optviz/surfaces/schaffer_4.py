"""Schaffer's function 4."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SCHAFFER_4 = Declaration(
    name="schaffer_4",
    title="Schaffer's function 4",
    summary="As Schaffer's function 3 with sine and cosine exchanged: its least value is not 0.",
    expression="0.5 + (cos(sin(abs(x**2 - y**2)))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=(
        (0.0, 1.2531318314637332),
        (0.0, -1.2531318314637332),
        (1.2531318314637332, 0.0),
        (-1.2531318314637332, 0.0),
    ),
    tags=("multimodal", "ill-conditioned"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
