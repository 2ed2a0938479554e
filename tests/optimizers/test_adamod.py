from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adam import Adam
from optviz.optimizers.adamod import AdaMod
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_without_memory_of_sizes_it_is_adam(uneven: Surface) -> None:
    walks = [
        simulate(each, uneven, START, 40).positions
        for each in (AdaMod(lr=0.05, beta2=0.999, beta3=0.0), Adam(lr=0.05, form="keras"))
    ]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


def test_it_warms_up(uneven: Surface) -> None:
    positions = simulate(AdaMod(lr=0.05, beta3=0.99), uneven, START, 20).positions[0]
    strides = np.abs(np.diff(positions, axis=0))
    assert np.abs(strides[0] - 0.01 * 0.05).max() < 1e-9
    assert (np.diff(strides, axis=0)[:5] > 0).all()


def test_the_papers_form_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
        size = 0.02 / (math.sqrt(memory["v"] / (1 - 0.99**t)) + 1e-3)
        memory["usual"] = 0.9 * memory.get("usual", 0.0) + 0.1 * size
        return -min(size, memory["usual"]) * memory["m"] / (1 - 0.8**t)

    assert_walks_by(AdaMod(lr=0.02, beta1=0.8, beta2=0.99, beta3=0.9, eps=1e-3, form="paper"), rule)
