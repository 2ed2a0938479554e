from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from optviz.optimizers.nadam import NAdam
from optviz.optimizers.radam import RAdam
from optviz.simulate import simulate
from optviz.surfaces import surface


@pytest.mark.parametrize(
    ("decoupled", "nadam", "radam"),
    [
        (True, [1.89578395, 1.67202094], [0.58079351, 0.46237676]),
        (False, [2.98717759, 1.97442985], [3.06228533, 1.73164877]),
    ],
)
def test_decoupled_decays_as_in_torch(decoupled: bool, nadam: list[float], radam: list[float]) -> None:
    for made, expected in ((NAdam, nadam), (RAdam, radam)):
        method = made(lr=0.05, weight_decay=0.5, decoupled_weight_decay=decoupled)
        found = simulate(method, surface("himmelblau"), (1, 1), 100).positions[0, -1]
        assert found == pytest.approx(expected, abs=1e-8)


def test_where_it_may_not_walk_blindly_it_waits() -> None:
    method = RAdam(lr=0.05, weight_decay=0.5, decoupled_weight_decay=True, degenerated_to_sgd=False)
    positions = simulate(method, surface("himmelblau"), (1, 1), 10).positions[0]
    rests = [bool((after == before).all()) for before, after in pairwise(positions)]
    assert rests == [True] * 5 + [False] * 5
    assert np.isfinite(positions).all()
