from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.adam import Adam
from optviz.optimizers.adamod import AdaMod
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


def test_without_memory_of_sizes_it_is_adam(uneven: Surface) -> None:
    walks = [
        simulate(each, uneven, START, 40).positions
        for each in (AdaMod(lr=0.05, beta2=0.999, beta3=0.0), Adam(lr=0.05, form="keras"))
    ]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


def test_it_warms_up(uneven: Surface) -> None:
    positions = simulate(AdaMod(lr=0.05, beta3=0.99), uneven, START, 20).positions[0]
    strides = np.abs(np.diff(positions, axis=0))
    assert np.abs(strides[0] - 0.01 * 0.05).max() < 1e-9
    assert (np.diff(strides, axis=0)[:5] > 0).all()
