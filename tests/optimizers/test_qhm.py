from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.momentum import Momentum
from optviz.optimizers.qhm import QHM
from optviz.optimizers.sgd import SGD
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

START = (1.3, -1.7)


@pytest.mark.parametrize(
    ("blend", "same"),
    [
        (QHM(lr=0.02, nu=0.0), SGD(lr=0.02)),
        (QHM(lr=0.02, momentum=0.0), SGD(lr=0.02)),
        (QHM(lr=0.02, momentum=0.9, nu=1.0), Momentum(lr=0.02, form="ema")),
        (QHM(lr=0.02, momentum=0.9, nu=0.9), Momentum(lr=0.02, form="ema", nesterov=True)),
    ],
)
def test_its_ends_are_other_methods(blend: Optimizer, same: Optimizer, uneven: Surface) -> None:
    walks = [simulate(optimizer, uneven, START, 60).positions for optimizer in (blend, same)]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13
