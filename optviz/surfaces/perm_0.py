"""Perm function 0, d, beta."""

from __future__ import annotations

from annotated_types import Ge

from optviz.surfaces.base import Bounds, Declaration

PERM_0 = Declaration(
    name="perm_0",
    title="Perm function 0, d, beta",
    summary="A narrow valley with two equal minimizers, of which lists often name one.",
    expression="((1 + beta)*(x - 1) + (2 + beta)*(y - 1/2))**2 + ((1 + beta)*(x**2 - 1) + (2 + beta)*(y**2 - 1/4))**2",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((1.0, 0.5), ("(1 + beta)/(3 + 2*beta)", "(1 + beta)/(3 + 2*beta) + 1/2")),
    parameters={"beta": 10.0},
    ranges={"beta": Ge(0)},
    tags=("multimodal", "ill-conditioned"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
