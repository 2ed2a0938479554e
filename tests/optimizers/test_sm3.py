from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adagrad import AdaGrad
from optviz.optimizers.sm3 import SM3
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from optviz.surfaces import Surface


def test_on_a_vector_it_is_adagrad_with_an_average(uneven: Surface) -> None:
    walks = [
        simulate(each, uneven, (1.3, -1.7), 40).positions
        for each in (SM3(lr=0.3, momentum=0.0, eps=0.01), AdaGrad(lr=0.3, eps=0.01, eps_inside=True))
    ]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


def test_a_coordinate_that_feels_nothing_stays() -> None:
    trough = from_expression("x**2", Bounds((-1, 1), (-1, 1)))
    positions = simulate(SM3(eps=0.0), trough, (0.5, 0.25), 20).positions[0]
    assert (positions[:, 1] == 0.25).all()
    assert positions[-1, 0] < 0.5
