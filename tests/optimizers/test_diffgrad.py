from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adam import Adam
from optviz.optimizers.diffgrad import DiffGrad
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable


def test_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        friction = 1 / (1 + math.exp(-abs(memory.get("g", 0.0) - g)))
        memory["g"] = g
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
        lr = 0.02 * math.sqrt(1 - 0.99**t) / (1 - 0.8**t)
        return -lr * friction * memory["m"] / (math.sqrt(memory["v"]) + 1e-3)

    assert_walks_by(DiffGrad(lr=0.02, beta1=0.8, beta2=0.99, eps=1e-3), rule)


def test_on_a_slope_it_is_adam_at_half_speed() -> None:
    slope = from_expression("0.3*x + 0.7*y", Bounds((-1, 1), (-1, 1)))
    half, full = (
        np.diff(simulate(each, slope, (0.0, 0.0), 20).positions[0], axis=0)
        for each in (DiffGrad(eps=0.0), Adam(eps=0.0))
    )
    assert np.abs(half[1:] - full[1:] / 2).max() < 1e-15


def test_the_papers_form_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        friction = 1 / (1 + math.exp(-abs(memory.get("g", 0.0) - g)))
        memory["g"] = g
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
        return -0.02 * friction * memory["m"] / (1 - 0.8**t) / (math.sqrt(memory["v"] / (1 - 0.99**t)) + 1e-3)

    assert_walks_by(DiffGrad(lr=0.02, beta1=0.8, beta2=0.99, eps=1e-3, form="paper"), rule)
