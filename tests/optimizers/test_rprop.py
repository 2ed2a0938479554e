from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.rprop import Rprop
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface


def test_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, _: int, memory: dict[str, float]) -> float:
        agreement = g * memory.get("g", 0.0)
        factor = 1.3 if agreement > 0 else 0.4 if agreement < 0 else 1.0
        memory["step"] = min(max(memory.get("step", 0.02) * factor, 1e-3), 0.1)
        memory["g"] = 0.0 if agreement < 0 else g
        return memory["step"] * (-1 if memory["g"] > 0 else 1 if memory["g"] < 0 else 0)

    rprop = Rprop(lr=0.02, etaminus=0.4, etaplus=1.3, step_size_min=1e-3, step_size_max=0.1)
    assert_walks_by(rprop, rule)


def test_the_size_of_the_slope_does_not_count() -> None:
    box = Bounds((-2, 2), (-2, 2))
    flat, steep = (from_expression(text, box) for text in ("x**2 + y**2", "1e6*(x**2 + y**2)"))
    walks = [simulate(Rprop(), slope, (1.1, -0.6), 50).positions for slope in (flat, steep)]
    assert walks[0].tobytes() == walks[1].tobytes()


def test_a_coordinate_whose_slope_turned_rests_for_a_step(bowl: Surface) -> None:
    x = simulate(Rprop(lr=0.3), bowl, (1.0, 1.0), 30).positions[0, :, 0]
    turned = [t for t in range(1, 30) if x[t] * x[t - 1] < 0]
    assert turned
    assert all(x[t + 1] == x[t] for t in turned)
    assert np.abs(x[-1]) < 0.1
