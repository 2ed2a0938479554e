from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

STARTS = [[1.3, -1.7], [0.2, 0.9], [-1.1, 0.4]]
NOISY = GradientOptions(noise=Noise(0.5), clip=3.0)


@pytest.mark.parametrize("given", [{"delay": 0}, {"workers": 1}, {"workers": 1, "delay": 0}], ids=str)
@pytest.mark.parametrize("gradient", [GradientOptions(), NOISY], ids=["exact", "noisy"])
def test_without_delay_or_company_it_is_sgd(given: dict[str, int], gradient: GradientOptions, uneven: Surface) -> None:
    alone = simulate(optimizer("sgd", lr=0.05), uneven, STARTS, 80, gradient=gradient)
    hogwild = simulate(optimizer("hogwild", lr=0.05, **given), uneven, STARTS, 80, gradient=gradient)
    assert hogwild.positions.tobytes() == alone.positions.tobytes()


def test_a_step_reads_each_coordinate_within_the_delay(uneven: Surface) -> None:
    delay, steps, lr = 3, 60, 0.05
    run = simulate(optimizer("hogwild", lr=lr, workers=5, delay=delay), uneven, STARTS[0], steps)
    path, reads = run.positions[0], run.recorded["workers"][0]
    mixed = 0
    for t in range(1, steps + 1):
        (worker, *others) = np.flatnonzero((reads[t] != reads[t - 1]).any(axis=-1)) if t > delay else (0,)
        assert not others
        if t > delay:
            window = path[t - 1 - delay : t]
            assert all(reads[t, worker, j] in window[:, j] for j in (0, 1))
            mixed += not (window == reads[t, worker]).all(axis=-1).any()
            assert path[t] == pytest.approx(path[t - 1] - lr * uneven.gradient(reads[t, worker]), abs=1e-15)
    assert mixed > 0


def test_every_worker_takes_its_turns(uneven: Surface) -> None:
    reads = simulate(optimizer("hogwild", lr=0.05), uneven, STARTS, 200).recorded["workers"]
    assert reads.shape == (3, 201, 4, 2)
    turns = (np.diff(reads, axis=1) != 0).any(axis=-1).sum(axis=1)
    assert (np.abs(turns - 50) < 25).all()


def test_who_acts_follows_from_seed_and_start(uneven: Surface) -> None:
    method = optimizer("hogwild", lr=0.05)
    one, other = (simulate(method, uneven, STARTS, 40, seed=seed).positions for seed in (0, 1))
    assert (one[:, -1] != other[:, -1]).all()
    backwards = simulate(method, uneven, STARTS[::-1], 40).positions
    assert backwards[::-1].tobytes() == one.tobytes()
