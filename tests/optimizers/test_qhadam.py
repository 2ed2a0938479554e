from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adam import Adam
from optviz.optimizers.qhadam import QHAdam
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface


def test_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
        push = 0.3 * g + 0.7 * memory["m"] / (1 - 0.8**t)
        square = 0.1 * g**2 + 0.9 * memory["v"] / (1 - 0.99**t)
        return -0.02 * push / (math.sqrt(square) + 1e-3)

    assert_walks_by(QHAdam(lr=0.02, beta1=0.8, beta2=0.99, nu1=0.7, nu2=0.9, eps=1e-3), rule)


def test_by_default_it_is_adam(uneven: Surface) -> None:
    walks = [simulate(each, uneven, (1.3, -1.7), 40).positions for each in (QHAdam(lr=0.05), Adam(lr=0.05))]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


def test_without_averages_it_steps_by_signs(uneven: Surface) -> None:
    positions = simulate(QHAdam(lr=0.05, nu1=0.0, nu2=0.0, eps=0.0), uneven, (1.3, -1.7), 40).positions[0]
    assert np.abs(np.abs(np.diff(positions, axis=0)) - 0.05).max() < 1e-12
