from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.fromage import Fromage
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface


def test_a_step_is_a_share_of_the_distance_from_the_origin(uneven: Surface) -> None:
    positions = simulate(Fromage(lr=0.1), uneven, (1.3, -1.7), 60).positions[0]
    before, after = positions[:-1], positions[1:] * math.sqrt(1.01)
    share = np.hypot(*(after - before).T) / np.hypot(*before.T)
    assert np.abs(share - 0.1).max() < 1e-14


def test_a_run_can_leave_the_origin(uneven: Surface) -> None:
    step = simulate(Fromage(lr=0.1), uneven, (0.0, 0.0), 1).positions[0, 1]
    assert np.abs(step + 0.1 / math.sqrt(1.01) * uneven.gradient(np.zeros(2))).max() < 1e-16


def test_a_run_at_a_minimum_shrinks_by_its_factor_alone(bowl: Surface) -> None:
    assert simulate(Fromage(), bowl, (0.0, 0.0), 3).positions[0].tolist() == [[0.0, 0.0]] * 4
