"""Two wells in a bowl."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

DUPONT_WELLS = Declaration(
    name="dupont_wells",
    title="Two wells in a bowl",
    summary="A bowl with two Gaussian wells; the deeper one is on the left.",
    expression="x**2 + y**2 - 2*exp(-((x - 1)**2 + y**2)/0.2) - 3*exp(-((x + 1)**2 + y**2)/0.2)",
    bounds=Bounds(x=(-2.0, 2.0), y=(-2.0, 2.0)),
    minimizers=((-0.9363006340109187, 0.0),),
    tags=("multimodal",),
    source="Dupont 2018, Interactive visualization of optimization algorithms",
)
