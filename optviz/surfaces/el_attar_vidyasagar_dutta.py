"""El-Attar-Vidyasagar-Dutta function."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

EL_ATTAR_VIDYASAGAR_DUTTA = Declaration(
    name="el_attar_vidyasagar_dutta",
    title="El-Attar-Vidyasagar-Dutta function",
    summary="Three curves that nearly meet: the lowest point is none of their crossings.",
    expression="(x**2 + y - 10)**2 + (x + y**2 - 7)**2 + (x**2 + y**3 - 1)**2",
    bounds=Bounds(x=(-5.0, 5.0), y=(-5.0, 5.0)),
    minimizers=((3.409186822190061, -2.171433036284005),),
    tags=("multimodal",),
    source="El-Attar, Vidyasagar & Dutta 1979, SIAM Journal on Numerical Analysis 16",
)
