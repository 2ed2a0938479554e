from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adam import Adam, AdamW
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface


def test_keras_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.9 * memory.get("m", 0.0) + 0.1 * g
        memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
        lr = 0.02 * math.sqrt(1 - 0.99**t) / (1 - 0.9**t)
        return -lr * memory["m"] / (math.sqrt(memory["v"]) + 0.1)

    assert_walks_by(Adam(lr=0.02, beta2=0.99, eps=0.1, form="keras"), rule)


def test_forms_agree_without_eps(uneven: Surface) -> None:
    torch, keras = (Adam(lr=0.02, eps=0.0, form="torch"), Adam(lr=0.02, eps=0.0, form="keras"))
    walks = [simulate(optimizer, uneven, (1.3, -1.7), 40).positions for optimizer in (torch, keras)]
    assert np.abs(walks[0] - walks[1]).max() < 1e-12


def test_adamw_without_decay_is_adam(uneven: Surface) -> None:
    walks = [
        simulate(optimizer, uneven, (1.3, -1.7), 40).positions
        for optimizer in (Adam(lr=0.05), AdamW(lr=0.05, weight_decay=0.0))
    ]
    assert walks[0].tobytes() == walks[1].tobytes()


def test_the_first_step_is_the_learning_rate_whatever_the_slope(uneven: Surface) -> None:
    step = simulate(Adam(lr=0.05), uneven, (1.3, -1.7), 1).positions[0]
    assert np.abs(np.abs(step[1] - step[0]) - 0.05).max() < 1e-7
