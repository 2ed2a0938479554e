from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.adabelief import AdaBelief
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from collections.abc import Callable


def test_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        memory["m"] = 0.8 * memory.get("m", 0.0) + 0.2 * g
        memory["s"] = 0.99 * memory.get("s", 0.0) + 0.01 * (g - memory["m"]) ** 2 + 1e-3
        root = math.sqrt(memory["s"] / (1 - 0.99**t)) + 1e-3
        return -0.02 * memory["m"] / (1 - 0.8**t) / root

    assert_walks_by(AdaBelief(lr=0.02, beta1=0.8, beta2=0.99, eps=1e-3), rule)


def test_steps_grow_where_the_slope_is_as_expected() -> None:
    slope = from_expression("0.3*x + 0.7*y", Bounds((-1, 1), (-1, 1)))
    strides = np.diff(simulate(AdaBelief(), slope, (0.0, 0.0), 60).positions[0], axis=0)
    assert (np.abs(np.diff(np.abs(strides), axis=0)) > 0).all()
    assert (np.abs(strides[-1]) > 2 * np.abs(strides[0])).all()


def test_a_decoupled_decay_as_in_the_authors_package() -> None:
    camel = "((4 - 2.1*(2*x)**2 + (2*x)**4/3)*(2*x)**2 - 2*x*y + (-4 + 4*y**2)*y**2)"
    bowl = "(((x - 1)**2 + (y + 1)**2 - 0.000625)/(7.90062523 - 0.000625)*(1 - 1e-5) + 1e-5)"
    both = f"0.5*(({camel} + 1.03008306)/(5.49558687 + 1.03008306)*(1 - 1e-5) + 1e-5) + 0.5*{bowl}"
    where = from_expression(f"({both} - 0.0705535)/(1 - 0.0705535)*(1 - 1e-5) + 1e-5", Bounds((-1, 1), (-1, 1)))
    method = AdaBelief(lr=0.1, eps=1e-16, weight_decay=1e-3, decoupled_weight_decay=True)
    found = simulate(method, where, (-0.9, 0.9), 100).positions[0, -1]
    assert found == pytest.approx([0.00913671, -0.73013190], abs=1e-8)
