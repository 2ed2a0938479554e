"""The contract of every wrapper, whatever is inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers import OPTIMIZERS, Optimizer, optimizer
from optviz.optimizers.families.wrapper import Wrapper, around, inside
from optviz.oracle import GradientOptions, Noise
from optviz.schedules import schedule
from optviz.simulate import simulate

if TYPE_CHECKING:
    from optviz.surfaces import Surface

WRAPPERS = [name for name, declared in OPTIMIZERS.items() if issubclass(declared, Wrapper)]
INNER = ["rmsprop", "nag", "schedule_free_sgd", "sam", "lookahead"]
STARTS = np.array([[1.3, -1.7], [0.2, 0.9], [2.0, 2.0]])


@pytest.fixture(params=WRAPPERS)
def wrapped(request: pytest.FixtureRequest) -> list[Optimizer]:
    return [optimizer(request.param, inner=inner) for inner in INNER]


def test_a_batch_row_is_the_lone_run_bit_for_bit(wrapped: list[Optimizer], uneven: Surface) -> None:
    options = GradientOptions(noise=Noise(0.1), clip=1.0, clip_value=0.8)
    for method in wrapped:
        batch = simulate(method, uneven, STARTS, 20, gradient=options)
        for row, start in enumerate(STARTS):
            alone = simulate(method, uneven, start, 20, gradient=options)
            assert alone.positions.tobytes() == batch.positions[row].tobytes(), method
            for name, entry in batch.recorded.items():
                assert alone.recorded[name].tobytes() == entry[row].tobytes(), method


def test_plain_data_make_the_same_wrapper(wrapped: list[Optimizer]) -> None:
    for method in wrapped:
        assert optimizer(method.name, **json.loads(json.dumps(method.plain()))) == method


def test_the_inner_state_comes_back_as_it_went_in() -> None:
    state = {"x": STARTS, "m": STARTS + 1, "inner.m": STARTS + 2}
    assert inside({**around(state), "slow": STARTS}) == state


@pytest.mark.parametrize("name", WRAPPERS)
def test_an_inner_plateau_sees_the_run(name: str, uneven: Surface) -> None:
    lowering = schedule("plateau", initial=0.3, patience=0, factor=0.5, threshold=9.0, threshold_mode="abs")
    method = optimizer(name, inner=optimizer("sgd", lr=lowering))
    assert method.reacts
    steady = optimizer(name, inner=optimizer("sgd", lr=0.3))
    walks = [simulate(each, uneven, STARTS, 25).positions for each in (method, steady)]
    assert (walks[0][:, :3] == walks[1][:, :3]).all()
    assert np.abs(walks[0] - walks[1]).max() > 1e-3
