from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.sign import Lion, SignSGD, Signum, Tiger
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize(
    "optimizer", [SignSGD(lr=0.02), Signum(lr=0.02), Lion(lr=0.02), Tiger(lr=0.02, weight_decay=0)]
)
def test_every_step_is_the_learning_rate(optimizer: Optimizer, uneven: Surface) -> None:
    positions = simulate(optimizer, uneven, START, 60).positions[0]
    assert np.abs(np.abs(np.diff(positions, axis=0)) - 0.02).max() < 1e-15


def test_without_a_past_all_are_signsgd(uneven: Surface) -> None:
    walks = [
        simulate(optimizer, uneven, START, 50).positions.tobytes()
        for optimizer in (SignSGD(lr=0.03), Signum(lr=0.03, beta=0.0), Lion(lr=0.03, beta1=0.0, weight_decay=0.0))
    ]
    assert len(set(walks)) == 1


def test_tiger_is_lion_with_one_rate(uneven: Surface) -> None:
    tiger, lion = Tiger(lr=0.02, beta=0.9), Lion(lr=0.02, beta1=0.9, beta2=0.9, weight_decay=0.01)
    walks = [simulate(optimizer, uneven, START, 60).positions for optimizer in (tiger, lion)]
    assert walks[0].tobytes() == walks[1].tobytes()


def test_a_flat_coordinate_rests(bowl: Surface) -> None:
    for optimizer in (SignSGD(), Signum(), Lion(), Tiger()):
        assert simulate(optimizer, bowl, (0.0, 1.0), 20).positions[0, :, 0].tolist() == [0.0] * 21
