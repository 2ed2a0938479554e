"""Perm function d, beta."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

PERM = Declaration(
    name="perm",
    title="Perm function d, beta",
    summary="Two equal minimizers in one bent valley; the known one lies on the edge.",
    expression=(
        "((1 + beta)*(x - 1) + (2 + beta)*(y/2 - 1))**2 + ((1 + beta)*(x**2 - 1) + (4 + beta)*((y/2)**2 - 1))**2"
    ),
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=(
        (1.0, 2.0),
        ("(2*beta**2 + 13*beta + 16)/(2*beta**2 + 9*beta + 8)", "2*(2*beta**2 + 5*beta + 4)/(2*beta**2 + 9*beta + 8)"),
    ),
    parameters={"beta": 0.5},
    ranges={"beta": Ge(0)},
    tags=("multimodal", "ill-conditioned"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
