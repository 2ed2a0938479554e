from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers.aggmo import AggMo
from optviz.optimizers.momentum import Momentum
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize("betas", [(0.8,), (0.8, 0.8), (0.8, 0.8, 0.8, 0.8)])
def test_equal_velocities_are_one(betas: tuple[float, ...], uneven: Surface) -> None:
    many = simulate(AggMo(lr=0.02, betas=betas), uneven, START, 60).positions
    one = simulate(Momentum(lr=0.02, momentum=0.8), uneven, START, 60).positions
    assert np.abs(many - one).max() < 1e-13


def test_no_velocity_is_refused() -> None:
    with pytest.raises(ParameterError, match="betas: must hold one number or more"):
        AggMo(betas=())


def test_one_factor_out_of_range_is_refused() -> None:
    with pytest.raises(ParameterError, match="betas: expected a number >= 0 and < 1, not 1"):
        AggMo(betas=(0.5, 1.0))
