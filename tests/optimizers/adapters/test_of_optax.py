from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from optviz.errors import InvalidScenarioError, MissingToolError, ScenarioError, UnknownNameError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.parameters import parameters
from optviz.scenario import parse
from optviz.schedules import schedule
from optviz.simulate import simulate
from optviz.surfaces import surface

STARTS = [(1.0, 1.5), (-0.3, 0.4)]
LEAST = "surface: beale\nstart: [1, 1]\noptimizers: [{}]\n"


@pytest.fixture
def stub_optax(monkeypatch: pytest.MonkeyPatch, forgotten: None) -> None:  # noqa: ARG001  (what it does counts)
    """An optax that has one optimizer, and other things that a scenario file must not reach."""

    def descent(learning_rate: float, momentum: float | None = None, mask: Any = None) -> None:
        """Gradient descent."""

    def scale_by_something(learning_rate: float) -> None: ...

    def chain(*parts: Any) -> None: ...

    names = {"descent": descent, "scale_by_something": scale_by_something, "chain": chain, "Params": dict}
    for name in ("optax", "optax.contrib"):
        module = ModuleType(name)
        vars(module).update(names if name == "optax" else {})
        monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.usefixtures("no_libraries")
def test_without_optax_the_command_that_installs_it_is_told() -> None:
    with pytest.raises(MissingToolError, match=r"optax is not there .*: pip install 'optviz\[optax\]'"):
        optimizer("optax:lion", learning_rate=0.1)


@pytest.mark.usefixtures("stub_optax")
@pytest.mark.parametrize("name", ["decsent", "scale_by_something", "chain", "Params", "__name__"])
def test_only_optimizers_can_be_reached(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown optimizer of optax '{name}'; .*'?descent'?"):
        OPTIMIZERS[f"optax:{name}"]


@pytest.mark.usefixtures("stub_optax")
def test_its_parameters_are_those_a_file_can_give() -> None:
    assert list(parameters(OPTIMIZERS["optax:descent"])) == ["learning_rate", "momentum"]


@pytest.mark.usefixtures("stub_optax")
@pytest.mark.parametrize("given", ["optax:descent", '{name: "optax:descent", momentum: 0.9}'])
def test_a_learning_rate_that_is_needed_is_asked_for(given: str) -> None:
    with pytest.raises(InvalidScenarioError, match=":3:14: optimizer 'optax:descent' needs 'learning_rate'"):
        parse(LEAST.format(given))


# What follows needs optax.


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("lion", {"learning_rate": 0.01, "weight_decay": 0.0}), ("lion", {"lr": 0.01, "weight_decay": 0.0})),
        (("adam", {"learning_rate": 0.05}), ("adam", {"lr": 0.05})),
        (
            ("adam", {"learning_rate": schedule("cosine", initial=0.1)}),
            ("adam", {"lr": schedule("cosine", initial=0.1)}),
        ),
    ],
    ids=["lion", "adam", "schedule"],
)
def test_it_walks_as_ours_does(theirs: tuple[str, Any], ours: tuple[str, Any]) -> None:
    pytest.importorskip("optax")
    options = GradientOptions(noise=Noise(0.2), clip=2.0)
    beale = surface("beale")
    one = simulate(optimizer(f"optax:{theirs[0]}", **theirs[1]), beale, STARTS, 60, gradient=options, seed=4)
    other = simulate(optimizer(ours[0], **ours[1]), beale, STARTS, 60, gradient=options, seed=4)
    assert np.abs(one.positions - other.positions).max() < 1e-12
    assert one.calls.tolist() == other.calls.tolist()


def test_jax_is_left_as_it_was() -> None:
    pytest.importorskip("optax")
    import jax.numpy as jnp  # type: ignore[import-not-found,unused-ignore]

    before = jnp.zeros(1).dtype
    run = simulate(optimizer("optax:sgd", learning_rate=0.01), surface("beale"), STARTS, 3)
    assert run.positions.dtype == np.float64
    assert jnp.zeros(1).dtype == before


def test_what_wants_more_than_a_gradient_is_refused_at_once() -> None:
    pytest.importorskip("optax")
    with pytest.raises(ScenarioError, match=r"optax:lbfgs cannot be used .*value"):
        optimizer("optax:lbfgs")
    with pytest.raises(ScenarioError, match="optax:schedule_free needs 'base_optimizer'"):
        OPTIMIZERS["optax:schedule_free"]
