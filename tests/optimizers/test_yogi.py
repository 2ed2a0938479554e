from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.yogi import Yogi
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface


def test_paper_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, _: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        v = memory.get("v", 0.3)
        memory["v"] = v - 0.1 * math.copysign(g**2, v - g**2)
        return -0.02 * memory["m"] / (math.sqrt(memory["v"]) + 0.01)

    paper = Yogi(lr=0.02, beta1=0.8, beta2=0.9, eps=0.01, initial_accumulator_value=0.3, form="paper")
    assert_walks_by(paper, rule)


def test_optax_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.8 * memory.get("m", 0.3) + 0.2 * g
        v = memory.get("v", 0.3)
        memory["v"] = v - 0.1 * math.copysign(g**2, v - g**2)
        return -0.02 * memory["m"] / (1 - 0.8**t) / (math.sqrt(memory["v"] / (1 - 0.9**t)) + 0.01)

    assert_walks_by(Yogi(lr=0.02, beta1=0.8, beta2=0.9, eps=0.01, initial_accumulator_value=0.3), rule)


def test_eps_root_stands_in_the_root(uneven: Surface) -> None:
    # A root of nothing but eps_root: the first step is lr g / sqrt(eps_root), times what g^2 adds, which is none.
    bare = Yogi(lr=1e-3, beta1=0.0, beta2=0.999999, eps=0.0, initial_accumulator_value=0.0, eps_root=1e8)
    step = np.diff(simulate(bare, uneven, (1.3, -1.7), 1).positions[0], axis=0)[0]
    assert step == pytest.approx(-1e-3 * uneven.gradient(np.array([1.3, -1.7])) / 1e4, rel=1e-6)
