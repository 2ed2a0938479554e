from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adafactor import Adafactor
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface


def root_mean_square(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return math.sqrt(float((points**2).mean()))


def test_the_first_step_is_lr_times_the_size_of_x(uneven: Surface) -> None:
    start, end = simulate(Adafactor(lr=0.01), uneven, (1.3, -1.7), 1).positions[0]
    assert np.abs(np.abs(end - start) - 0.01 * root_mean_square(start)).max() < 1e-15


def test_no_step_exceeds_d_times_its_share(uneven: Surface) -> None:
    positions = simulate(Adafactor(lr=0.5), uneven, (1.3, -1.7), 80).positions[0]
    for t in range(1, 81):
        share = max(1e-3, root_mean_square(positions[t - 1])) * min(0.5, 1 / math.sqrt(t))
        assert root_mean_square(positions[t] - positions[t - 1]) <= share * (1 + 1e-12)


def test_it_leaves_the_origin_by_eps2(uneven: Surface) -> None:
    start, end = simulate(Adafactor(eps2=0.1), uneven, (0.0, 0.0), 1).positions[0]
    moved = np.abs(end - start)
    assert np.abs(moved[moved > 0] - 0.1 * 0.01).max() < 1e-15
