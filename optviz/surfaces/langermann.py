"""Langermann's function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

LANGERMANN = Declaration(
    name="langermann",
    title="Langermann's function",
    summary="Circular waves round five centres meet and fade into a plain.",
    expression=(
        "exp(-((x - 3)**2 + (y - 5)**2)/pi)*cos(pi*((x - 3)**2 + (y - 5)**2)) + 2*exp(-((x - 5)**2 + (y - "
        "2)**2)/pi)*cos(pi*((x - 5)**2 + (y - 2)**2)) + 5*exp(-((x - 2)**2 + (y - 1)**2)/pi)*cos(pi*((x - 2)**2 "
        "+ (y - 1)**2)) + 2*exp(-((x - 1)**2 + (y - 4)**2)/pi)*cos(pi*((x - 1)**2 + (y - 4)**2)) + 3*exp(-((x - "
        "7)**2 + (y - 9)**2)/pi)*cos(pi*((x - 7)**2 + (y - 9)**2))"
    ),
    bounds=Bounds(x=(0.0, 10.0), y=(0.0, 10.0)),
    minimizers=((2.7934022086450367, 1.5972325013283601),),
    tags=("multimodal", "plateau"),
    source="Surjanovic & Bingham, Virtual Library of Simulation Experiments",
)
