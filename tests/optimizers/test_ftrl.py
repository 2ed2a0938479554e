from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.adagrad import AdaGrad
from optviz.optimizers.ftrl import FTRL
from optviz.oracle import Oracle
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


def test_an_initial_accumulator_as_in_keras() -> None:
    text = (
        "-sin(x*x)*cos(3*y*y)*exp(-(x*y)**2) - exp(-(x + y)**2)"
        " - exp(-((x + 0.5)**2 + (y + 0.8)**2)/(2*0.33**2))/(2*pi*0.33**2)"
    )
    basins = from_expression(text, Bounds((-1.5, 1.5), (-1.5, 1.5)))
    path = simulate(FTRL(lr=0.05, initial_accumulator_value=0.1), basins, (0.75, 1), 300)
    assert path.positions[0, 1] == pytest.approx([0.26423838, 0.01980034], abs=1e-8)
    assert path.positions[0, 10] == pytest.approx([0.35871873, -0.17880555], abs=1e-8)
    assert path.positions[0, 300] == pytest.approx([0.96761052, -0.32191461], abs=1e-8)
    assert path.values[0, 300] == pytest.approx(-1.35494532, abs=1e-8)


def test_an_initial_accumulator_waits_for_the_first_rate() -> None:
    # At lr 0 nothing happens; the accumulator's power is over the first rate that is not 0.
    late, prompt = FTRL(lr=0.1, initial_accumulator_value=0.1), FTRL(lr=0.1, initial_accumulator_value=0.1)
    bowl = Oracle(from_expression("x**2 + 3*y**2", Bounds((-2, 2), (-2, 2))))
    x = np.array(START)
    resting = dataclasses.replace(late, lr=schedule("constant", initial=0.0)).step(late.init(x), bowl, 1)
    assert late.step(resting, bowl, 2)["x"].tolist() == prompt.step(prompt.init(x), bowl, 1)["x"].tolist()
