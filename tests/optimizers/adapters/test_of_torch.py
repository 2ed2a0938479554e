from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from optviz.errors import InvalidScenarioError, MissingToolError, ScenarioError, UnknownNameError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.adapters import from_torch
from optviz.oracle import GradientOptions, Noise
from optviz.scenario import parse
from optviz.schedules import schedule
from optviz.simulate import simulate
from optviz.surfaces import surface

STARTS = [(1.0, 1.5), (-0.3, 0.4)]
LEAST = "surface: beale\nstart: [1, 1]\noptimizers: [{}]\n"


@pytest.mark.usefixtures("no_libraries")
def test_without_torch_the_command_that_installs_it_is_told() -> None:
    with pytest.raises(MissingToolError, match=r"PyTorch is not there .*: pip install 'optviz\[torch\]'"):
        optimizer("torch:AdamW")
    with pytest.raises(MissingToolError):
        parse(LEAST.format("torch:AdamW"))


@pytest.mark.usefixtures("no_libraries")
def test_without_torch_no_class_can_be_torchs() -> None:
    with pytest.raises(MissingToolError):
        from_torch(dict)


@pytest.mark.usefixtures("stub_torch")
@pytest.mark.parametrize("name", ["Descend", "Optimizer", "lr_scheduler", "system", "optim.Descent", "__name__"])
def test_only_torchs_optimizers_can_be_reached(name: str) -> None:
    with pytest.raises(UnknownNameError, match=rf"unknown optimizer of torch\.optim '{name}'"):
        OPTIMIZERS[f"torch:{name}"]
    with pytest.raises(InvalidScenarioError, match=r":3:14: unknown optimizer of torch\.optim"):
        parse(LEAST.format(f"torch:{name}"))


@pytest.mark.usefixtures("stub_torch")
def test_its_parameters_are_checked_against_its_signature() -> None:
    with pytest.raises(UnknownNameError, match="unknown key 'momentun' in optimizer 'torch:Descent'; did"):
        optimizer("torch:Descent", momentun=0.9)
    with pytest.raises(InvalidScenarioError) as told:
        parse(LEAST.format('{name: "torch:Descent", lr: fast, momentun: 0.9}'))
    assert "lr: expected a number or a schedule, not 'fast'" in str(told.value)
    assert "unknown key 'momentun' in optimizer 'torch:Descent'; did you mean 'momentum'?" in str(told.value)


@pytest.mark.usefixtures("stub_torch")
def test_it_names_the_package_that_computes_it() -> None:
    assert OPTIMIZERS["torch:Descent"].packages == ("torch",)


@pytest.mark.usefixtures("stub_torch")
def test_another_class_is_refused() -> None:
    with pytest.raises(TypeError, match=r"no subclass of torch.optim.Optimizer: <class 'dict'>"):
        from_torch(dict)


# What follows needs torch.


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("AdamW", {"lr": 0.05}), ("adamw", {"lr": 0.05})),
        (("SGD", {"lr": 1e-3, "momentum": 0.9, "nesterov": True}), ("momentum", {"nesterov": True})),
        (("NAdam", {}), ("nadam", {})),
        (("Adam", {"betas": (0.8, 0.9)}), ("adam", {"beta1": 0.8, "beta2": 0.9})),
    ],
    ids=str,
)
def test_it_walks_as_ours_does(theirs: tuple[str, Any], ours: tuple[str, Any]) -> None:
    pytest.importorskip("torch")
    options = GradientOptions(noise=Noise(0.2), clip=2.0)
    beale = surface("beale")
    one = simulate(optimizer(f"torch:{theirs[0]}", **theirs[1]), beale, STARTS, 60, gradient=options, seed=4)
    other = simulate(optimizer(ours[0], **ours[1]), beale, STARTS, 60, gradient=options, seed=4)
    assert np.abs(one.positions - other.positions).max() < 1e-13
    assert one.calls.tolist() == other.calls.tolist()


def test_a_schedule_moves_what_torch_keeps_in_its_groups() -> None:
    pytest.importorskip("torch")
    rate = schedule("cosine", initial=0.1)
    walks = [
        simulate(optimizer(name, lr=rate), surface("beale"), STARTS, 40).positions for name in ("torch:Adam", "adam")
    ]
    assert np.abs(walks[0] - walks[1]).max() < 1e-13


def test_torch_is_left_as_it_was() -> None:
    torch = pytest.importorskip("torch")
    before, state = torch.get_default_dtype(), torch.get_rng_state()
    simulate(optimizer("torch:Adam"), surface("beale"), STARTS, 3)
    assert torch.get_default_dtype() == before
    assert (torch.get_rng_state() == state).all()


def test_a_closure_counts_its_questions_and_rows_stay_apart() -> None:
    pytest.importorskip("torch")
    method = optimizer("torch:LBFGS", line_search_fn="strong_wolfe")
    together = simulate(method, surface("beale"), STARTS, 8)
    assert (together.values[:, -1] < 1e-8).all()
    assert (np.diff(together.calls, axis=1)[:, 0] > 2).all()
    for run, start in enumerate(STARTS):
        alone = simulate(method, surface("beale"), start, 8)
        assert alone.positions[0].tobytes() == together.positions[run].tobytes()
        assert alone.calls[0].tolist() == together.calls[run].tolist()


def test_what_torch_refuses_is_refused_at_once() -> None:
    pytest.importorskip("torch")
    with pytest.raises(ScenarioError, match=r"torch:Adam cannot be used .*Invalid learning rate: -1"):
        optimizer("torch:Adam", lr=-1.0)
    with pytest.raises(ScenarioError, match=r"torch:Muon cannot be used .*2D"):
        optimizer("torch:Muon")
    with pytest.raises(InvalidScenarioError, match=":3:14: torch:SparseAdam cannot be used"):
        parse(LEAST.format("torch:SparseAdam"))


def test_a_class_of_ones_own_with_random_numbers_and_state_beside_torchs() -> None:
    torch = pytest.importorskip("torch")

    class Langevin(torch.optim.Optimizer):  # type: ignore[misc,name-defined]  # known where torch is
        """Gradient descent that shivers less and less."""

        def __init__(self, params: Any, lr: float = 0.01) -> None:
            super().__init__(params, {"lr": lr})
            self.done = 0

        @torch.no_grad()  # type: ignore[untyped-decorator,unused-ignore]  # as above
        def step(self, closure: Any = None) -> None:  # noqa: ARG002  (as above)
            self.done += 1
            for group in self.param_groups:
                for p in group["params"]:
                    p.sub_(group["lr"] * (p.grad + torch.randn_like(p) / self.done))

    mine = from_torch(Langevin, lr=1e-3)
    one, same = (simulate(mine, surface("beale"), STARTS, 20, seed=1).positions for _ in range(2))
    assert one.tobytes() == same.tobytes()
    assert (simulate(mine, surface("beale"), STARTS, 20, seed=2).positions[:, 1] != one[:, 1]).any()
    assert simulate(mine, surface("beale"), STARTS[1], 20, seed=1).positions[0].tobytes() == one[1].tobytes()
    assert (mine.name, mine.title, mine.plain()) == ("Langevin", "Langevin", {"lr": 1e-3})
    with pytest.raises(UnknownNameError, match="unknown key 'rate' in optimizer 'Langevin'"):
        from_torch(Langevin, rate=1.0)


def test_it_goes_to_another_process() -> None:
    pytest.importorskip("torch")
    method = optimizer("torch:Adam", lr=0.1, betas=[0.8, 0.9])
    assert pickle.loads(pickle.dumps(method)) == method  # noqa: S301  (made here)
