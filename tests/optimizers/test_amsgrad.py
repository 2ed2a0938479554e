from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optviz.optimizers.amsgrad import AMSGrad

if TYPE_CHECKING:
    from collections.abc import Callable


def averages(g: float, memory: dict[str, float]) -> tuple[float, float]:
    memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
    memory["v"] = 0.9 * memory.get("v", 0.0) + 0.1 * g**2
    return memory["m"], memory["v"]


def test_paper_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, _: int, memory: dict[str, float]) -> float:
        m, v = averages(g, memory)
        memory["max"] = max(memory.get("max", 0.0), v)
        return -0.02 * m / (math.sqrt(memory["max"]) + 1e-3)

    assert_walks_by(AMSGrad(lr=0.02, beta1=0.8, beta2=0.9, eps=1e-3, form="paper"), rule)


def test_optax_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        m, v = averages(g, memory)
        memory["max"] = max(memory.get("max", 0.0), v / (1 - 0.9**t))
        return -0.02 * m / (1 - 0.8**t) / (math.sqrt(memory["max"]) + 1e-3)

    assert_walks_by(AMSGrad(lr=0.02, beta1=0.8, beta2=0.9, eps=1e-3, form="optax"), rule)
