from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.rmsprop import RMSProp
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable


def test_eps_inside_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, _: int, memory: dict[str, float]) -> float:
        memory["v"] = 0.9 * memory.get("v", 0.0) + 0.1 * g**2
        memory["b"] = 0.5 * memory.get("b", 0.0) + g / math.sqrt(memory["v"] + 0.01)
        return -0.01 * memory["b"]

    assert_walks_by(RMSProp(lr=0.01, rho=0.9, eps=0.01, momentum=0.5, eps_inside=True), rule)


def test_centered_stays_a_number_where_the_slope_never_changes() -> None:
    slope = from_expression("0.3*x + 0.7*y", Bounds((-1, 1), (-1, 1)))
    run = simulate(RMSProp(rho=0.5, centered=True), slope, (0.0, 0.0), 400)
    assert run.diverged_at.tolist() == [-1]
    assert np.isfinite(run.positions).all()
