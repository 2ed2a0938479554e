"""Lunacek's double Rastrigin function."""

from __future__ import annotations

from annotated_types import Gt

from optviz.surfaces.base import Bounds, Declaration

LUNACEK_BI_RASTRIGIN = Declaration(
    name="lunacek_bi_rastrigin",
    title="Lunacek's double Rastrigin function",
    summary="Two rippled bowls: the wider one, with the worse bottom, catches most starts.",
    expression=(
        "min((x - 2.5)**2 + (y - 2.5)**2, 2 + s*((x + sqrt(5.25/s))**2 + (y + sqrt(5.25/s))**2)) + 10*(2 - "
        "cos(2*pi*(x - 2.5)) - cos(2*pi*(y - 2.5)))"
    ),
    bounds=Bounds(x=(-10.0, 10.0), y=(-10.0, 10.0)),
    minimizers=((2.5, 2.5),),
    parameters={"s": 0.15313913681855285},
    ranges={"s": Gt(0)},
    tags=("multimodal", "non-smooth"),
    source="after Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking, f24",
)
