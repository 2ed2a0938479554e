from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from optviz.optimizers.nadam import NAdam
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.surfaces import Surface


def moments(g: float, t: int, memory: dict[str, float]) -> tuple[float, float]:
    memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
    memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
    return memory["m"], math.sqrt(memory["v"] / (1 - 0.99**t)) + 1e-3


@pytest.mark.parametrize(("form", "later"), [("dozat", 1), ("ruder", 0)])
def test_dozat_and_ruder_by_hand(
    form: Literal["dozat", "ruder"], later: int, assert_walks_by: Callable[..., None]
) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        m, root = moments(g, t, memory)
        ahead = 0.8 * m / (1 - 0.8 ** (t + later)) + 0.2 * g / (1 - 0.8**t)
        return -0.01 * ahead / root

    assert_walks_by(NAdam(lr=0.01, beta1=0.8, beta2=0.99, eps=1e-3, form=form), rule)


def test_keras_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def momentum(t: int) -> float:
        return 0.8 * (1 - 0.5 * 0.96**t)

    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        m, root = moments(g, t, memory)
        memory["product"] = memory.get("product", 1.0) * momentum(t)
        ahead = momentum(t + 1) * m / (1 - memory["product"] * momentum(t + 1))
        now = (1 - momentum(t)) * g / (1 - memory["product"])
        return -0.01 * (ahead + now) / root

    assert_walks_by(NAdam(lr=0.01, beta1=0.8, beta2=0.99, eps=1e-3, form="keras"), rule)


def test_the_four_forms_walk_four_ways(uneven: Surface) -> None:
    forms: tuple[Literal["torch", "dozat", "ruder", "keras"], ...] = ("torch", "dozat", "ruder", "keras")
    walks = [simulate(NAdam(lr=0.05, form=form), uneven, (1.3, -1.7), 20).positions for form in forms]
    for one, other in itertools.combinations(walks, 2):
        assert np.abs(one - other).max() > 1e-3


def test_keras_is_torch_with_momentum_decay_1(uneven: Surface) -> None:
    torch, keras = (
        simulate(optimizer, uneven, (1.3, -1.7), 30).positions
        for optimizer in (NAdam(momentum_decay=1.0), NAdam(form="keras"))
    )
    assert torch.tobytes() == keras.tobytes()
