"""Sigmoid cliff."""

from __future__ import annotations

from optviz.surfaces.base import Bounds, Declaration

SIGMOID_CLIFF = Declaration(
    name="sigmoid_cliff",
    title="Sigmoid cliff",
    summary="The surface `cliff` under its other name: one step against the wall throws an unclipped method far away.",
    expression="0.05*x**2 + 0.05*y**2 + 5/(1 + exp(-20*(x - 1)))",
    bounds=Bounds(x=(-3.0, 4.0), y=(-3.0, 4.0)),
    minimizers=((-2.0610686521113156e-06, 0.0),),
    source="after Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
)
