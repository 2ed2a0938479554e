from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers.momentum import Momentum
from optviz.optimizers.sgd import SGD
from optviz.optimizers.sgdw import SGDW
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize("options", [{}, {"dampening": 0.3}, {"nesterov": True}])
def test_without_decay_it_is_momentum(options: dict[str, Any], uneven: Surface) -> None:
    decayless = simulate(SGDW(lr=0.02, momentum=0.8, weight_decay=0.0, **options), uneven, START, 60)
    plain = simulate(Momentum(lr=0.02, momentum=0.8, **options), uneven, START, 60)
    assert decayless.positions.tobytes() == plain.positions.tobytes()


def test_without_a_velocity_the_decay_is_regularisation(uneven: Surface) -> None:
    walks = [
        simulate(optimizer, uneven, START, 60).positions
        for optimizer in (SGDW(lr=0.02, weight_decay=0.3), SGD(lr=0.02, weight_decay=0.3))
    ]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


def test_with_a_velocity_it_is_not(uneven: Surface) -> None:
    walks = [
        simulate(optimizer, uneven, START, 60).positions
        for optimizer in (SGDW(lr=0.02, momentum=0.9, weight_decay=0.3), Momentum(lr=0.02, weight_decay=0.3))
    ]
    assert np.abs(walks[0] - walks[1]).max() > 0.01


def test_dampening_is_refused_with_nesterov() -> None:
    with pytest.raises(ParameterError, match="dampening: must be 0 with nesterov"):
        SGDW(dampening=0.5, nesterov=True)
