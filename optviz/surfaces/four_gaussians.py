"""Four Gaussian wells."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

FOUR_GAUSSIANS = Declaration(
    name="four_gaussians",
    title="Four Gaussian wells",
    summary="Four normalised wells: two coincide, two stand apart, and flat ground lies between them.",
    expression=(
        "-exp(-((x + 0.5)**2 + (y + 0.8)**2)/(2*0.35**2))/(2*pi*0.35**2) - exp(-((x - 1)**2 + (y + "
        "0.5)**2)/(2*0.2**2))/(2*pi*0.2**2) - exp(-((x + 1)**2 + (y - "
        "0.5)**2)/(2*0.2**2))/(2*pi*0.2**2) - exp(-((x + 0.5)**2 + (y + "
        "0.8)**2)/(2*0.2**2))/(2*pi*0.2**2)"
    ),
    bounds=Bounds(x=(-1.5, 1.5), y=(-1.5, 1.5)),
    minimizers=((-0.5000000000130155, -0.7999999999654079),),
    tags=("multimodal", "plateau"),
    source="J. W. Yun 2017, optimizer-visualization",
)
