from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers.momentum import NAG, Momentum
from optviz.optimizers.sgd import SGD
from optviz.oracle import Oracle
from optviz.schedules import Rate, schedule
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.surfaces import Surface

Form: TypeAlias = Literal["torch", "classical", "ema"]
START = (1.3, -1.7)


@pytest.mark.parametrize("nesterov", [False, True])
def test_classical_is_torch_until_lr_moves(nesterov: bool, uneven: Surface) -> None:
    def walk(form: Form, lr: Rate) -> Array:
        optimizer = Momentum(lr=lr, momentum=0.8, nesterov=nesterov, form=form)
        return simulate(optimizer, uneven, START, 60).positions

    assert np.abs(walk("classical", 0.02) - walk("torch", 0.02)).max() < 1e-12
    moving = schedule("exponential", initial=0.02, gamma=0.9)
    assert np.abs(walk("classical", moving) - walk("torch", moving)).max() > 1e-2


def test_classical_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, t: int, memory: dict[str, float]) -> float:
        lr = 1e-3 * 0.97 ** (t - 1)
        memory["b"] = 0.9 * memory.get("b", 0.0) + lr * g
        return -memory["b"]

    assert_walks_by(Momentum(lr=schedule("exponential", initial=1e-3, gamma=0.97), form="classical"), rule)


def test_ema_by_hand(assert_walks_by: Callable[..., None]) -> None:
    def rule(g: float, _: int, memory: dict[str, float]) -> float:
        memory["b"] = 0.7 * memory.get("b", 0.0) + 0.3 * g
        return -2e-3 * memory["b"]

    assert_walks_by(Momentum(lr=2e-3, momentum=0.7, form="ema"), rule)


def test_no_momentum_is_gradient_descent(uneven: Surface) -> None:
    plain = simulate(SGD(lr=0.1), uneven, START, 50)
    for optimizer in (Momentum(lr=0.1, momentum=0.0, dampening=0.4), NAG(lr=0.1, momentum=0.0)):
        assert np.abs(simulate(optimizer, uneven, START, 50).positions - plain.positions).max() < 1e-13


def test_torch_moves_the_look_ahead_point_of_nag(uneven: Surface) -> None:
    nag = NAG(lr=0.05, momentum=0.9, weight_decay=0.1)
    ahead = simulate(Momentum(lr=0.05, nesterov=True, weight_decay=0.1), uneven, START, 50).positions[0]
    state = nag.init(np.array(START))
    for t in range(1, 51):
        state = nag.step(state, Oracle(uneven), t)
        assert state["x"] + 0.9 * state["v"] == pytest.approx(ahead[t], abs=1e-12)


@pytest.mark.parametrize("options", [{"nesterov": True}, {"form": "ema"}])
def test_dampening_is_refused_where_it_means_nothing(options: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="dampening: must be 0 with"):
        Momentum(dampening=0.5, **options)


@pytest.mark.parametrize("nesterov", [False, True])
def test_what_a_step_adds_up_by_hand(nesterov: bool, uneven: Surface) -> None:
    method, oracle = Momentum(lr=0.1, momentum=0.8, nesterov=nesterov), Oracle(uneven)
    first = method.step(method.init(np.array(START)), oracle, 1)
    second = method.step(first, oracle, 2)
    g1, g2 = uneven.gradient(np.array(START)), uneven.gradient(first["x"])
    told = {part.name: part.vector for part in method.anatomy(first, second, 2)}
    assert list(told) == (["gradient", "velocity", "step"] if nesterov else ["velocity", "gradient", "step"])
    assert told["gradient"] == pytest.approx(-0.1 * g2, abs=1e-14)
    assert told["velocity"] == pytest.approx(-0.08 * (0.8 * g1 + g2 if nesterov else g1), abs=1e-14)


def test_nag_feels_the_slope_where_its_velocity_leads(uneven: Surface) -> None:
    run = simulate(NAG(lr=0.05, momentum=0.8), uneven, START, 30, anatomy=True)
    velocity, gradient, step = run.anatomy
    assert velocity.vector[:, 1:] == pytest.approx(0.8 * step.vector[:, :-1], abs=1e-14)
    assert gradient.vector == pytest.approx(-0.05 * uneven.gradient(velocity.tip), abs=1e-14)
    assert np.abs(uneven.gradient(velocity.tip) - uneven.gradient(velocity.tail)).max() > 0.1
