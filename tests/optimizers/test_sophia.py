from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.sophia import Sophia
from optviz.oracle import Oracle
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface


def test_with_all_of_the_curvature_and_no_clipping_a_step_is_newtons(bowl: Surface) -> None:
    newton = Sophia(lr=1.0, beta1=0.0, beta2=0.0, gamma=1.0, clip_threshold=10.0, weight_decay=0.0, form="paper")
    assert simulate(newton, bowl, (1.5, -0.7), 1).positions[0, 1].tolist() == pytest.approx([0, 0], abs=1e-15)


def test_before_any_curvature_is_known_a_step_follows_the_signs(bowl: Surface) -> None:
    step = simulate(Sophia(lr=0.01, weight_decay=0.0), bowl, (1.5, -0.7), 1).positions[0]
    assert step[1].tolist() == pytest.approx([1.49, -0.69], abs=1e-15)


def test_no_step_is_longer_than_the_clip(uneven: Surface) -> None:
    sophia = Sophia(lr=0.05, gamma=1e-3, clip_threshold=0.5, weight_decay=0.0)
    steps = np.diff(simulate(sophia, uneven, (1.3, -1.7), 60).positions[0], axis=0)
    assert np.abs(steps).max() == pytest.approx(0.025, abs=1e-15)


def test_asks_for_the_hessian_only_when_it_is_due(uneven: Surface) -> None:
    sophia, oracle = Sophia(update_interval=4), Oracle(uneven)
    state = sophia.init(np.array([1.3, -1.7]))
    asked = []
    for t in range(1, 10):
        state = sophia.step(state, oracle, t)
        asked.append(oracle.hessians)
    assert asked == [1, 1, 1, 1, 2, 2, 2, 2, 3]


def test_a_coupled_decay_is_part_of_the_gradient(uneven: Surface) -> None:
    # Where nothing is clipped and h is not known, a step is lr clip(m_hat / eps), of a gradient with the decay in it.
    method = Sophia(lr=0.1, beta1=0.0, eps=100.0, weight_decay=0.3, clip_threshold=1e6, decoupled_weight_decay=False)
    x = np.array([1.3, -1.7])
    found = simulate(method, uneven, x, 1).positions[0, 1]
    assert found == pytest.approx(x - 0.1 * (uneven.gradient(x) + 0.3 * x) / 100, rel=1e-13)
