"""Weierstrass function."""

from __future__ import annotations

from annotated_types import Gt

from optviz.surfaces.base import Bounds, Declaration

WEIERSTRASS = Declaration(
    name="weierstrass",
    title="Weierstrass function",
    summary="Waves upon waves, nine times: at every magnification it looks as rough as before.",
    expression=(
        "cos(2*pi*(x + 0.5)) + cos(2*pi*(y + 0.5)) + a*(cos(2*pi*3*(x + 0.5)) + cos(2*pi*3*(y + 0.5))) + "
        "a**2*(cos(2*pi*9*(x + 0.5)) + cos(2*pi*9*(y + 0.5))) + a**3*(cos(2*pi*27*(x + 0.5)) + cos(2*pi*27*(y + "
        "0.5))) + a**4*(cos(2*pi*81*(x + 0.5)) + cos(2*pi*81*(y + 0.5))) + a**5*(cos(2*pi*243*(x + 0.5)) + "
        "cos(2*pi*243*(y + 0.5))) + a**6*(cos(2*pi*729*(x + 0.5)) + cos(2*pi*729*(y + 0.5))) + "
        "a**7*(cos(2*pi*2187*(x + 0.5)) + cos(2*pi*2187*(y + 0.5))) + a**8*(cos(2*pi*6561*(x + 0.5)) + "
        "cos(2*pi*6561*(y + 0.5))) + 2*(1 + a + a**2 + a**3 + a**4 + a**5 + a**6 + a**7 + a**8)"
    ),
    bounds=Bounds(x=(-0.5, 0.5), y=(-0.5, 0.5)),
    minimizers=((0.0, 0.0),),
    parameters={"a": 0.5},
    ranges={"a": Gt(0)},
    tags=("multimodal",),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f16",
)
