from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from optviz.optimizers import OPTIMIZERS


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that has asked no library yet."""
    monkeypatch.setattr(OPTIMIZERS, "_provided", {})


@pytest.fixture
def no_libraries(monkeypatch: pytest.MonkeyPatch, forgotten: None) -> None:  # noqa: ARG001  (what it does counts)
    """A machine without torch and optax."""
    for name in ("torch", "torch.optim", "jax", "optax", "optax.contrib"):
        monkeypatch.setitem(sys.modules, name, None)


class Method:
    """Stands for torch.optim.Optimizer."""

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.params, self.defaults = params, defaults


class Descent(Method):
    """Stands for one of torch's methods."""

    def __init__(self, params: Any, lr: float = 1e-3, momentum: float = 0) -> None:
        if lr <= 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        super().__init__(params, {"lr": lr, "momentum": momentum})


@pytest.fixture
def stub_torch(monkeypatch: pytest.MonkeyPatch, forgotten: None) -> ModuleType:  # noqa: ARG001  (as above)
    """A torch.optim that has one method, and other things that a scenario file must not reach."""
    torch, optim = ModuleType("torch"), ModuleType("torch.optim")
    torch.optim = optim  # type: ignore[attr-defined]  # a module made here
    contents = {"Optimizer": Method, "Descent": Descent, "lr_scheduler": ModuleType("lr_scheduler"), "system": print}
    vars(optim).update(contents)
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch.optim", optim)
    return optim
