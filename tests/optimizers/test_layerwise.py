from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.optimizers.layerwise import LAMB, LARS, NovoGrad
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression

if TYPE_CHECKING:
    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

START = (1.3, -1.7)
BOX = Bounds((-3, 3), (-3, 3))


def lengths(vectors: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    return list(np.hypot(vectors[:, 0], vectors[:, 1]))


@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_a_step_of_lamb_is_lr_times_the_length_of_x(uneven: Surface, decay: float) -> None:
    positions = simulate(LAMB(lr=0.02, weight_decay=decay), uneven, START, 60).positions[0]
    assert lengths(np.diff(positions, axis=0)) == pytest.approx([0.02 * x for x in lengths(positions[:-1])], rel=1e-12)


def test_a_step_of_lars_is_its_coefficients_times_the_length_of_x(uneven: Surface) -> None:
    positions = simulate(LARS(lr=0.5, momentum=0.0, trust_coefficient=0.03), uneven, START, 60).positions[0]
    expected = [0.5 * 0.03 * x for x in lengths(positions[:-1])]
    assert lengths(np.diff(positions, axis=0)) == pytest.approx(expected, rel=1e-12)


def test_the_forms_of_lars_differ_by_decay_alone(uneven: Surface) -> None:
    def apart(decay: float) -> float:
        walks = [
            simulate(LARS(trust_coefficient=0.05, weight_decay=decay, form=form), uneven, START, 40).positions
            for form in ("optax", "paper")
        ]
        return float(np.abs(walks[0] - walks[1]).max())

    assert apart(0.0) == 0.0
    assert apart(0.5) > 1e-3


def test_novograd_steps_have_one_length_on_a_slope_whatever_its_steepness() -> None:
    flat, steep = (from_expression(f"{factor}*(3*x + 4*y)", BOX) for factor in (1, 1000))
    walks = [simulate(NovoGrad(lr=0.01, beta1=0.0, eps=0.0), slope, START, 20).positions[0] for slope in (flat, steep)]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13
    assert lengths(np.diff(walks[0], axis=0)) == pytest.approx([0.01] * 20, rel=1e-12)


@pytest.mark.parametrize("method", [LAMB(), LARS(), NovoGrad()], ids=lambda method: method.name)
def test_the_origin_and_a_plain_are_no_trap_for_numbers(method: Optimizer, uneven: Surface) -> None:
    plain = from_expression("1 + 0*x", BOX)
    for surface in (uneven, plain):
        run = simulate(method, surface, (0.0, 0.0), 20)
        assert np.isfinite(run.positions).all()
    assert np.abs(simulate(method, uneven, (0.0, 0.0), 1).positions[0, 1]).max() > 0
