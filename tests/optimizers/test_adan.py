from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optviz.optimizers.adan import Adan

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_authors_code_by_hand(assert_walks_by: Callable[..., None]) -> None:
    # With the paper's betas, which are 1 - ours.
    beta1, beta2, beta3 = 0.2, 0.3, 0.05

    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        change = g - memory.get("g", g)
        memory["g"] = g
        memory["m"] = (1 - beta1) * memory.get("m", 0.0) + beta1 * g
        memory["v"] = (1 - beta2) * memory.get("v", 0.0) + beta2 * change
        memory["n"] = (1 - beta3) * memory.get("n", 0.0) + beta3 * (g + (1 - beta2) * change) ** 2
        m, v, n = (memory[name] / (1 - (1 - b) ** t) for name, b in (("m", beta1), ("v", beta2), ("n", beta3)))
        return -0.02 * (m + (1 - beta2) * v) / (math.sqrt(n) + 1e-3)

    assert_walks_by(Adan(lr=0.02, beta1=0.8, beta2=0.7, beta3=0.95, eps=1e-3), rule)


def test_the_algorithm_as_printed_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        change = g - memory.get("g", g)
        memory["g"] = g
        memory["m"] = g if t == 1 else 0.8 * memory["m"] + 0.2 * g
        memory["v"] = 0.0 if t == 1 else 0.7 * memory["v"] + 0.3 * change
        memory["n"] = g**2 if t == 1 else 0.95 * memory["n"] + 0.05 * (g + 0.7 * change) ** 2
        return -0.02 * (memory["m"] + 0.7 * memory["v"]) / (math.sqrt(memory["n"]) + 1e-3)

    assert_walks_by(Adan(lr=0.02, beta1=0.8, beta2=0.7, beta3=0.95, eps=1e-3, form="paper"), rule)


def test_eps_root_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["n"] = 0.95 * memory.get("n", 0.0) + 0.05 * g**2
        return -0.02 * g / (math.sqrt(memory["n"] / (1 - 0.95**t) + 1e-2) + 1e-3)

    assert_walks_by(Adan(lr=0.02, beta1=0.0, beta2=0.0, beta3=0.95, eps=1e-3, eps_root=1e-2), rule)
