from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adabelief import AdaBelief
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable


def test_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["s"] = 0.99 * memory.get("s", 0.0) + 0.01 * (g - memory["m"]) ** 2 + 1e-3
        root = math.sqrt(memory["s"] / (1 - 0.99**t)) + 1e-3
        return -0.02 * memory["m"] / (1 - 0.8**t) / root

    assert_walks_by(AdaBelief(lr=0.02, beta1=0.8, beta2=0.99, eps=1e-3), rule)


def test_steps_grow_where_the_slope_is_as_expected() -> None:
    slope = from_expression("0.3*x + 0.7*y", Bounds((-1, 1), (-1, 1)))
    strides = np.diff(simulate(AdaBelief(), slope, (0.0, 0.0), 60).positions[0], axis=0)
    assert (np.abs(np.diff(np.abs(strides), axis=0)) > 0).all()
    assert (np.abs(strides[-1]) > 2 * np.abs(strides[0])).all()
