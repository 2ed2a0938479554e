from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adabound import AdaBound
from optviz.optimizers.momentum import Momentum
from optviz.schedules import schedule
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_where_the_bounds_have_closed_it_is_momentum(uneven: Surface) -> None:
    closed = AdaBound(final_lr=0.05, gamma=1e12)
    walks = [simulate(each, uneven, START, 60).positions for each in (closed, Momentum(lr=0.05, form="ema"))]
    assert np.abs(walks[0] - walks[1]).max() < 1e-9


def test_the_bounds_may_be_scheduled(uneven: Surface) -> None:
    halved = schedule("step", initial=0.05, step_size=10, gamma=0.5)
    closed = AdaBound(final_lr=halved, gamma=1e12)
    walks = [simulate(each, uneven, START, 30).positions for each in (closed, Momentum(lr=halved, form="ema"))]
    assert np.abs(walks[0] - walks[1]).max() < 1e-9


def test_the_maximum_makes_a_difference_once_slopes_fall(uneven: Surface) -> None:
    forms = (AdaBound(lr=0.05, beta2=0.9), AdaBound(lr=0.05, beta2=0.9, form="amsbound"))
    walks = [simulate(form, uneven, START, 40).positions[0] for form in forms]
    assert walks[0][1].tolist() == walks[1][1].tolist()
    assert np.abs(walks[0] - walks[1]).max() > 1e-3
