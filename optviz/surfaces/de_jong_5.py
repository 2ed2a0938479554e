"""Shekel's foxholes."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DE_JONG_5 = Declaration(
    name="de_jong_5",
    title="Shekel's foxholes",
    summary="Twenty-five narrow holes in a plain, of slightly different depth.",
    expression=(
        "1/(0.002 + 1/(1 + (x + 32)**6 + (y + 32)**6) + 1/(2 + (x + 16)**6 + (y + 32)**6) + 1/(3 + x**6 + (y + "
        "32)**6) + 1/(4 + (x - 16)**6 + (y + 32)**6) + 1/(5 + (x - 32)**6 + (y + 32)**6) + 1/(6 + (x + 32)**6 + "
        "(y + 16)**6) + 1/(7 + (x + 16)**6 + (y + 16)**6) + 1/(8 + x**6 + (y + 16)**6) + 1/(9 + (x - 16)**6 + (y "
        "+ 16)**6) + 1/(10 + (x - 32)**6 + (y + 16)**6) + 1/(11 + (x + 32)**6 + y**6) + 1/(12 + (x + 16)**6 + "
        "y**6) + 1/(13 + x**6 + y**6) + 1/(14 + (x - 16)**6 + y**6) + 1/(15 + (x - 32)**6 + y**6) + 1/(16 + (x + "
        "32)**6 + (y - 16)**6) + 1/(17 + (x + 16)**6 + (y - 16)**6) + 1/(18 + x**6 + (y - 16)**6) + 1/(19 + (x - "
        "16)**6 + (y - 16)**6) + 1/(20 + (x - 32)**6 + (y - 16)**6) + 1/(21 + (x + 32)**6 + (y - 32)**6) + 1/(22 "
        "+ (x + 16)**6 + (y - 32)**6) + 1/(23 + x**6 + (y - 32)**6) + 1/(24 + (x - 16)**6 + (y - 32)**6) + 1/(25 "
        "+ (x - 32)**6 + (y - 32)**6))"
    ),
    bounds=Bounds(x=(-65.536, 65.536), y=(-65.536, 65.536)),
    minimizers=((-31.97833483565697, -31.978334837300796),),
    tags=("multimodal", "plateau"),
    source="De Jong 1975, function F5",
)
