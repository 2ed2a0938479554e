from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.adagrad import AdaGrad
from optviz.optimizers.ftrl import FTRL
from optviz.schedules import Rate, schedule
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize("lr", [0.1, schedule("exponential", initial=0.3, gamma=0.95)])
def test_without_regularisation_it_is_adagrad(lr: Rate, uneven: Surface) -> None:
    walks = [simulate(optimizer, uneven, START, 60).positions for optimizer in (FTRL(lr=lr), AdaGrad(lr=lr, eps=0.0))]
    assert np.abs(walks[0] - walks[1]).max() < 1e-12


def test_lambda1_holds_a_coordinate_at_exactly_zero() -> None:
    slanted = from_expression("0.3*x + (y - 1)**2", Bounds((-2, 2), (-2, 2)))
    sparse, dense = (simulate(FTRL(lr=0.2, lambda1=l1), slanted, (0.01, 0.5), 3).positions[0] for l1 in (1.0, 0.0))
    assert (sparse[1:, 0] == 0).all()
    assert (dense[1:, 0] < -0.1).all()


def test_a_flat_coordinate_rests() -> None:
    gutter = from_expression("y**2", Bounds((-2, 2), (-2, 2)))
    assert simulate(FTRL(), gutter, (1.3, 1.0), 20).positions[0, :, 0].tolist() == [1.3] * 21


def test_rests_where_the_learning_rate_ends(bowl: Surface) -> None:
    ending = schedule("linear", initial=0.1, start_factor=1.0, end_factor=0.0, total_iters=10)
    positions = simulate(FTRL(lr=ending), bowl, START, 15).positions[0]
    assert np.isfinite(positions).all()
    assert (positions[10:] == positions[10]).all()
    assert (positions[9] != positions[10]).all()
