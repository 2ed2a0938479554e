from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.madgrad import MADGRAD
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable


def test_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        weight = (0.02 + 1e-3) * math.sqrt(t)
        memory["s"] = memory.get("s", 0.0) + weight * g
        memory["v"] = memory.get("v", 0.0) + weight * g**2
        z = -memory["s"] / (memory["v"] ** (1 / 3) + 1e-3)
        moved = memory.get("moved", 0.0)
        memory["moved"] = 0.8 * moved + 0.2 * z
        return memory["moved"] - moved

    assert_walks_by(MADGRAD(lr=0.02, momentum=0.8, eps=1e-3), rule)


def test_a_plain_does_not_move_it() -> None:
    plain = from_expression("1 + 0*x", Bounds((-1, 1), (-1, 1)))
    assert np.ptp(simulate(MADGRAD(), plain, (0.25, -0.5), 20).positions, axis=1).max() == 0
