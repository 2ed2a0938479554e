from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from optviz.optimizers.adagrad import AdaGrad
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable


def test_eps_inside_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["G"] = memory.get("G", 0.1) + g**2
        return -0.3 / (1 + 0.05 * (t - 1)) * g / math.sqrt(memory["G"] + 0.01)

    options: dict[str, Any] = {"lr": 0.3, "lr_decay": 0.05, "initial_accumulator_value": 0.1, "eps": 0.01}
    assert_walks_by(AdaGrad(**options, eps_inside=True), rule)


@pytest.mark.parametrize(("eps_inside", "share"), [(False, 0.99), (True, 0.01)])
def test_where_eps_stands_decides_the_first_step_on_a_gentle_slope(eps_inside: bool, share: float) -> None:
    slope = from_expression("1e-6*x + 1e-6*y", Bounds((-1, 1), (-1, 1)))
    step = simulate(AdaGrad(lr=0.1, eps=1e-8, eps_inside=eps_inside), slope, (0.0, 0.0), 1).positions[0, 1]
    assert (-step / 0.1).tolist() == pytest.approx([share, share], rel=2e-2)
