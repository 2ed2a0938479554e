"""Bird function."""

from __future__ import annotations

import math

from optviz.surfaces.base import Bounds, Declaration

BIRD = Declaration(
    name="bird",
    title="Bird function",
    summary="Two equal minimizers, far apart, below a landscape of hills.",
    expression="sin(x)*exp((1 - cos(y))**2) + cos(y)*exp((1 - sin(x))**2) + (x - y)**2",
    bounds=Bounds(x=(-2 * math.pi, 2 * math.pi), y=(-2 * math.pi, 2 * math.pi)),
    minimizers=((4.701043130249553, 3.15293850372493), (-1.5821421769300335, -3.1302468034546562)),
    tags=("multimodal",),
    source="Mishra 2006, Some New Test Functions for Global Optimization",
)
