from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.adam import Adam
from optviz.optimizers.ademamix import AdEMAMix
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_the_warm_up_by_hand(assert_walks_by: Callable[..., None]) -> None:
    # The paper's equation for beta3, with the warm-up over 40 of 60 steps.
    slow, fast = math.log(0.99), math.log(0.8)

    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        share = min(t / 40, 1.0)
        beta3 = math.exp(slow * fast / ((1 - share) * slow + share * fast))
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["slow"] = beta3 * memory.get("slow", 0.0) + (1 - beta3) * g
        memory["v"] = 0.95 * memory.get("v", 0.0) + 0.05 * g**2
        root = math.sqrt(memory["v"] / (1 - 0.95**t)) + 1e-3
        return -0.01 * (memory["m"] / (1 - 0.8**t) + 3 * share * memory["slow"]) / root

    warmed = AdEMAMix(lr=0.01, beta1=0.8, beta2=0.95, beta3=0.99, alpha=3.0, eps=1e-3, t_alpha_beta3=40)
    assert_walks_by(warmed, rule)


def test_without_the_slow_average_it_is_adam(uneven: Surface) -> None:
    walks = [simulate(each, uneven, START, 40).positions for each in (AdEMAMix(lr=0.05, alpha=0.0), Adam(lr=0.05))]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


@pytest.mark.parametrize(("beta1", "beta3"), [(0.0, 0.99), (0.9, 0.0), (0.0, 0.0)])
def test_a_warm_up_between_averages_without_memory(beta1: float, beta3: float, uneven: Surface) -> None:
    run = simulate(AdEMAMix(beta1=beta1, beta3=beta3, t_alpha_beta3=30), uneven, START, 40)
    assert np.isfinite(run.positions).all()
