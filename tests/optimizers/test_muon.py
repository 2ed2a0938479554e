from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from optviz.optimizers.muon import Muon
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from optviz.surfaces import Surface

START = (1.3, -1.7)


def orthogonal(length: float, rounds: int = 5) -> float:
    """Newton-Schulz on the one singular value of a row."""
    for _ in range(rounds):
        length = 3.4445 * length - 4.775 * length**3 + 2.0315 * length**5
    return length


def test_every_step_has_one_length(uneven: Surface) -> None:
    run = simulate(Muon(lr=0.02, eps=0.0), uneven, START, 60).positions[0]
    strides = np.diff(run, axis=0)
    assert round(orthogonal(1.0), 3) == 0.696
    assert np.abs(np.hypot(strides[:, 0], strides[:, 1]) - 0.02 * orthogonal(1.0)).max() < 1e-14


def test_torch_by_hand() -> None:
    positions = simulate(Muon(lr=0.02, momentum=0.8, form="torch"), surface("rosenbrock"), (-0.5, 0.75), 60).positions[
        0
    ]
    x, y = -0.5, 0.75
    bx = by = 0.0
    for t in range(1, 61):
        gx, gy = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        bx, by = 0.8 * bx + 0.2 * gx, 0.8 * by + 0.2 * gy
        ux, uy = 0.2 * gx + 0.8 * bx, 0.2 * gy + 0.8 * by
        size = math.hypot(ux, uy)
        stride = 0.02 * orthogonal(size / (size + 1e-8))
        x, y = x - stride * ux / size, y - stride * uy / size
        assert np.abs(positions[t] - (x, y)).max() < 1e-11


def test_without_rounds_it_is_normalised_momentum(uneven: Surface) -> None:
    strides = np.diff(simulate(Muon(lr=0.02, ns_steps=0, eps=0.0), uneven, START, 30).positions[0], axis=0)
    assert np.abs(np.hypot(strides[:, 0], strides[:, 1]) - 0.02).max() < 1e-14
