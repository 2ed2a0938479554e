"""Plateau with two minima."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

PLATEAU_TWO_MINIMA = Declaration(
    name="plateau_two_minima",
    title="Plateau with two minima",
    summary="The gradient almost vanishes on the plateau; a shallow minimum lies on the way to the deep one.",
    expression=("1 - 0.5*exp(-((x + 2)**2 + y**2)/0.6) - exp(-((x - 2)**2 + (y - 0.5)**2)/0.8) + 0.01*(x - 2)**2"),
    bounds=Bounds(x=(-5.0, 5.0), y=(-3.0, 3.0)),
    minimizers=((1.9999999999954252, 0.49999999999942357),),
    tags=("multimodal", "plateau"),
    source="optviz, after the vanishing-gradient figures of the momentum demonstrations",
)
