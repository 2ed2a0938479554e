from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from optviz.optimizers.adopt import ADOPT
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface


@pytest.mark.parametrize("form", ["clipped", "plain"])
def test_by_hand(form: Literal["clipped", "plain"], assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        if t == 1:
            memory["v"] = g**2
            return 0.0
        n = g / max(math.sqrt(memory["v"]), 0.1)
        limit = math.inf if form == "plain" else (t - 1) ** 0.25
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * min(max(n, -limit), limit)
        memory["v"] = 0.9 * memory["v"] + 0.1 * g**2
        return -0.05 * memory["m"]

    assert_walks_by(ADOPT(lr=0.05, beta1=0.8, beta2=0.9, eps=0.1, form=form), rule)


def test_clipping_holds_a_run_off_a_saddle() -> None:
    last = [
        float(np.abs(simulate(ADOPT(lr=0.02, form=form), surface("saddle"), (0.5, -1e-3), 100).positions[0, -1]).max())
        for form in ("clipped", "plain")
    ]
    assert last[0] < last[1] / 10


def test_the_first_step_only_looks(uneven: Surface) -> None:
    positions = simulate(ADOPT(), uneven, (1.3, -1.7), 2).positions[0]
    assert positions[1].tolist() == positions[0].tolist() != positions[2].tolist()
